// Waiting for what happens by itself: asked again until it holds, with the last answer in the complaint.
import { setTimeout as sleep } from 'node:timers/promises';

/** Answers the first value of `look()` that is neither false nor empty. */
export async function until(what, look, limit = 20_000) {
  const end = Date.now() + limit;
  let last;
  let trouble;
  do {
    try {
      last = await look();
      trouble = undefined;
      if (last && !(Array.isArray(last) && last.length === 0)) return last;
    } catch (error) {
      trouble = error;
    }
    await sleep(150);
  } while (Date.now() < end);
  throw new Error(`not within ${limit / 1000} s: ${what}; last seen: ${JSON.stringify(last)?.slice(0, 600)} ${trouble ?? ''}`);
}
