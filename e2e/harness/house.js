// The demo hospital as a scenario sees it: people who log in, a clock that can be moved, telephones that receive messages.
/** An answer that was not 2xx, with the server's own sentence. */
export class Refused extends Error {
  constructor(method, path, status, body) {
    super(`${method} ${path} → ${status} ${body?.message ?? JSON.stringify(body)?.slice(0, 300)}`);
    Object.assign(this, { status, body, code: body?.code });
  }
}

/** Somebody who speaks to the server; `token` null is nobody. */
export class Caller {
  constructor(url, token = null, session = null) {
    Object.assign(this, { url, token, session });
  }

  async ask(method, path, body) {
    const headers = { accept: 'application/json' };
    if (this.token) headers.authorization = `Bearer ${this.token}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    const answer = await fetch(this.url + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await answer.text();
    let value = text;
    try {
      value = text === '' ? null : JSON.parse(text);
    } catch {
      // Not JSON: shown as it is in the complaint.
    }
    if (!answer.ok) throw new Refused(method, path, answer.status, value);
    return value;
  }

  get = (path) => this.ask('GET', path);
  post = (path, body = {}) => this.ask('POST', path, body);
  put = (path, body = {}) => this.ask('PUT', path, body);
  del = (path) => this.ask('DELETE', path);

  /** All rows of a paged list. */
  async all(path) {
    const rows = [];
    for (let page = 1; ; page += 1) {
      const part = await this.get(`${path}${path.includes('?') ? '&' : '?'}page=${page}&size=200`);
      rows.push(...part.items);
      if (part.items.length === 0 || rows.length >= part.total) return rows;
    }
  }

  /** For a browser: this person's session. */
  cookies() {
    return [{ name: 'nq_session', value: this.token, url: this.url }];
  }
}

export class House {
  #callers = new Map();

  constructor(server, drop) {
    Object.assign(this, { server, drop, url: server.url, mllp: server.mllp });
    this.nobody = new Caller(server.url);
  }

  /** The person the demo offers for a role, such as `health_manager`. */
  async as(role) {
    if (!this.#callers.has(role)) {
      const offered = (await this.nobody.get('/api/demo/logins')).find((one) => one.role === role);
      if (!offered) throw new Error(`the demo offers no login for ${role}`);
      const { token, session } = await this.nobody.post('/api/session', { login: offered.login, password: offered.password });
      this.#callers.set(role, new Caller(this.url, token, session));
    }
    return this.#callers.get(role);
  }

  /** Somebody logged in, for what the demo asks of anybody. */
  keeper() {
    return this.as('health_manager');
  }

  async now() {
    return new Date((await (await this.keeper()).get('/api/demo/clock')).now);
  }

  /** Moves the hospital's clock and lets everything due happen. */
  async advance({ days = 0, hours = 0, minutes = 0 }) {
    await (await this.keeper()).post('/api/demo/clock', { advance_days: days, advance_hours: hours, advance_minutes: minutes });
    await this.settle();
  }

  /** Ten o'clock in the hospital, today or tomorrow: stories begin at the same hour, whenever they are told. */
  async tenOClock() {
    const here = new Date((await this.now()).getTime() + 8 * 3600e3);
    const past = here.getUTCHours() * 60 + here.getUTCMinutes();
    await this.advance({ minutes: (10 * 60 - past + 24 * 60) % (24 * 60) });
  }

  /** Waits until nothing is due any more. */
  async settle() {
    await (await this.keeper()).post('/api/demo/settle');
  }

  /** What arrived on a patient's (made-up) telephone, oldest first. */
  async phone(patientId) {
    const received = await (await this.as('operations')).get(`/api/demo/phone?patient_id=${patientId}`);
    return [...received].sort((a, b) => a.at.localeCompare(b.at));
  }

  /** Power cut and restart on the same ports, data and database. Sessions live on in the database. */
  async killAndRestart() {
    await this.server.kill();
    this.server = await this.server.again();
  }

  async stop() {
    await this.server.stop();
    await this.drop();
  }
}
