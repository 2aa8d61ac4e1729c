// Hands the colours of the theme to plain stylesheets as --c-primary, --c-text-2 …, so that they are written once.
import { color, font } from './theme';

export const cssName = (key: string) => `--c-${key.replace(/([A-Z]|\d+)/g, (part) => `-${part.toLowerCase()}`)}`;

export function applyTheme(root: HTMLElement = document.documentElement): void {
  for (const [key, value] of Object.entries(color)) root.style.setProperty(cssName(key), value);
  root.style.setProperty('--font', font);
}
