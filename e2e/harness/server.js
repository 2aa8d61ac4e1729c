// The real binary as a patient's hospital would run it: its own data folder, its own ports, its own database.
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';

const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, '..', '..');
export const artefacts = join(root, 'e2e', 'artefacts');
mkdirSync(artefacts, { recursive: true });

const binary = process.env.NUANQIAO_BIN ?? join(root, 'target', 'debug', 'nuanqiao');

/** A port that was free a moment ago. */
export async function freePort() {
  const probe = createServer();
  await new Promise((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/**
 * Starts a server and waits until it answers.
 * @param {{database?: string|null, data?: string, http?: number, mllp?: number, demo?: boolean, label?: string, args?: string[], env?: object}} wish
 *   `database` is the URL of PostgreSQL, or nothing for SQLite in the data folder.
 */
export async function startServer(wish = {}) {
  if (!existsSync(binary)) throw new Error(`no binary at ${binary}: cargo build -p server`);
  const data = wish.data ?? mkdtempSync(join(tmpdir(), 'nuanqiao-e2e-'));
  const http = wish.http ?? (await freePort());
  const mllp = wish.mllp ?? (await freePort());
  const args = ['serve', '--data', data, '--http', `127.0.0.1:${http}`, '--mllp', `127.0.0.1:${mllp}`];
  if (wish.demo ?? true) args.push('--demo');
  if (wish.database) args.push('--database', wish.database);
  const server = new Server({ ...wish, data, http, mllp, label: wish.label ?? 'server', ownsData: !wish.data });
  server.launch([...args, ...(wish.args ?? [])], wish.env ?? {});
  await server.untilReady();
  return server;
}

class Server {
  #child;
  #log;
  #tail = [];

  constructor(wish) {
    const { data, http, mllp, label, ownsData } = wish;
    Object.assign(this, { wish, data, http, mllp, label, ownsData, url: `http://127.0.0.1:${http}` });
    this.#log = createWriteStream(join(artefacts, `${label}.log`), { flags: 'a' });
  }

  launch(args, env) {
    this.#child = spawn(binary, args, { env: { NUANQIAO_DEMO_PEOPLE: '300', ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on('data', (bytes) => {
        this.#log.write(bytes);
        this.#tail = [...this.#tail, ...bytes.toString().split('\n')].slice(-40);
      });
    }
  }

  get pid() {
    return this.#child.pid;
  }

  /** A first start in a debug build also plants the demo hospital, which takes its time. */
  async untilReady(limit = 240_000) {
    const end = Date.now() + limit;
    while (Date.now() < end) {
      if (this.#child.exitCode !== null) throw new Error(`the server ended with ${this.#child.exitCode}\n${this.words()}`);
      const answer = await fetch(`${this.url}/ready`).catch(() => null);
      if (answer?.ok) return;
      await sleep(100);
    }
    throw new Error(`the server was not ready within ${limit / 1000} s\n${this.words()}`);
  }

  /** The last lines it said. */
  words() {
    return this.#tail.join('\n');
  }

  async #end(signal) {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill(signal);
    const late = setTimeout(() => this.#child.kill('SIGKILL'), 15_000);
    await gone;
    clearTimeout(late);
  }

  /** Power cut. */
  kill() {
    return this.#end('SIGKILL');
  }

  /** A new process on the same ports, data and database. */
  again() {
    return startServer(this.wish);
  }

  async stop() {
    await this.#end('SIGTERM');
    this.#log.end();
    if (this.ownsData) rmSync(this.data, { recursive: true, force: true });
  }
}
