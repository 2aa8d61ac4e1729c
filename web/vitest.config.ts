import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: { alias: { '@nq/api': at('./packages/api'), '@nq/common': at('./packages/common') } },
  // Every machine, whatever its zone, must show a nurse the hospital's clock.
  test: {
    environment: 'jsdom',
    testTimeout: 20_000,
    setupFiles: ['./testSetup.ts'],
    env: { TZ: 'America/New_York' },
    include: ['{packages,console,h5}/**/*.test.{ts,tsx}'],
  },
});
