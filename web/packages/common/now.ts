// The hospital's time of now. The server tells it with the session; in the demonstration it may run ahead of the machine.
let ahead = 0;

/** Sets the clock by an instant the server has just given. */
export function setNow(serverNow: string | number): void {
  const ms = new Date(serverNow).getTime();
  if (!Number.isNaN(ms)) ahead = ms - Date.now();
}

/** Milliseconds since the epoch, on the server's clock. */
export function nowMs(): number {
  return Date.now() + ahead;
}
