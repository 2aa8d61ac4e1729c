// The demo hospital is planted once per database and copied for each scenario: planting takes much longer than copying.
// NUANQIAO_E2E_SEED names a folder in which planted hospitals are kept from run to run, for whoever works on a scenario.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { House } from './house.js';
import { startServer } from './server.js';

const kept = process.env.NUANQIAO_E2E_SEED;
const planted = new Map();
process.on('exit', () => {
  for (const { data } of planted.values()) if (!kept) rmSync(data, { recursive: true, force: true });
});

/** A data folder and, on PostgreSQL, a database, both with the demo hospital in them. */
async function plant(database) {
  if (!planted.has(database.name)) planted.set(database.name, await grow(database));
  const seed = planted.get(database.name);
  const data = mkdtempSync(join(tmpdir(), 'nuanqiao-e2e-'));
  cpSync(seed.data, data, { recursive: true });
  const { url, drop } = await database.fresh({ from: seed.url });
  return {
    data,
    url,
    drop: async () => {
      await drop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Planted, and left alone until everything it set going has come to rest. */
async function grow(database) {
  const data = kept ? join(kept, database.name) : mkdtempSync(join(tmpdir(), 'nuanqiao-seed-'));
  const done = join(data, 'planted');
  if (kept && existsSync(done)) return { data, url: database.kept() };
  mkdirSync(data, { recursive: true });
  const { url } = await database.fresh({ keep: Boolean(kept) });
  const server = await startServer({ database: url, data, label: `seed-${database.name}`.toLowerCase() });
  await new House(server).settle();
  await server.stop();
  writeFileSync(done, '');
  return { data, url };
}

/** A house of its own for one scenario, with the demo hospital in it. */
export async function openHouse(database, label) {
  const { data, url, drop } = await plant(database);
  return new House(await startServer({ database: url, data, label }), drop);
}
