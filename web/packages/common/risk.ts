// Risk is colour + shape + word everywhere, never colour alone.
import { color } from './theme';

export type RiskLevel = 'red' | 'yellow' | 'green';

export interface RiskLook {
  word: string;
  shape: '▲' | '◆' | '●' | '○';
  ink: string;
  ground: string;
}

const LOOKS: Record<RiskLevel, RiskLook> = {
  red: { word: '高危', shape: '▲', ink: color.red, ground: color.redSoft },
  yellow: { word: '中危', shape: '◆', ink: color.yellow, ground: color.yellowSoft },
  green: { word: '低危', shape: '●', ink: color.green, ground: color.greenSoft },
};
const UNRATED: RiskLook = { word: '未评估', shape: '○', ink: color.text2, ground: 'transparent' };

/** How a level looks; anything the page does not know is shown as not rated, never as low. */
export function riskLook(level: string | null | undefined): RiskLook {
  return (level && Object.hasOwn(LOOKS, level) && LOOKS[level as RiskLevel]) || UNRATED;
}

/** For sorting: the higher, the more urgent. */
export function riskRank(level: string | null | undefined): number {
  return { red: 3, yellow: 2, green: 1 }[level ?? ''] ?? 0;
}
