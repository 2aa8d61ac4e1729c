// Which databases a scenario runs on: SQLite always; PostgreSQL, each time a fresh database, when NUANQIAO_TEST_PG names a server.
import { randomBytes } from 'node:crypto';
import pg from 'pg';

const server = process.env.NUANQIAO_TEST_PG;

async function onServer(sql) {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

const made = new Set();

async function drop(name) {
  await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  made.delete(name);
}

/** Drops every database this run has made, also those of scenarios that failed half way. */
export async function dropAll() {
  for (const name of made) await drop(name);
}

const sqlite = { name: 'SQLite', kept: () => null, fresh: async () => ({ url: null, drop: async () => {} }) };

const KEPT = 'nuanqiao_e2e_kept';

function urlOf(name) {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

const postgres = {
  name: 'PostgreSQL',
  kept: () => urlOf(KEPT),
  /** @param {{from?: string, keep?: boolean}} [wish] `from` the URL of a database to copy; `keep` for later runs */
  async fresh({ from, keep } = {}) {
    const name = keep ? KEPT : `nuanqiao_e2e_${randomBytes(5).toString('hex')}`;
    if (keep) await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await onServer(`CREATE DATABASE ${name}${from ? ` TEMPLATE ${new URL(from).pathname.slice(1)}` : ''}`);
    if (!keep) made.add(name);
    return { url: urlOf(name), drop: () => drop(name) };
  },
};

/** The databases available here. */
export const databases = server ? [sqlite, postgres] : [sqlite];

/** PostgreSQL alone, for what needs two servers on one database. */
export const shared = server ? postgres : null;
