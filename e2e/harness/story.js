// A golden scenario is one story told on every database: steps in order, each with a sentence.
import { after, describe, test } from 'node:test';
import { databases, dropAll } from './database.js';
import { openHouse } from './seed.js';

after(dropAll);

async function atTen(database, tag) {
  const house = await openHouse(database, tag);
  await house.tenOClock();
  return house;
}

/**
 * @param {string} title begins with a short name for files, such as `G01`
 * @param {(told: {
 *   step: (sentence: string, does: (house: import('./house.js').House) => Promise<void>) => void,
 *   check: (sentence: string, does: (house: import('./house.js').House) => Promise<void>) => void,
 *   tag: string,
 * }) => void} tell  steps build on one another, checks stand alone
 */
export function story(title, tell) {
  for (const database of databases) {
    describe(`${title}（${database.name}）`, () => {
      const tag = `${title.split(' ')[0]}-${database.name}`.toLowerCase();
      let opening;
      let broken = false;
      const check = (sentence, does) => test(sentence, async () => does(await (opening ??= atTen(database, tag))));
      const step = (sentence, does) =>
        check(sentence, async (house) => {
          if (broken) throw new Error('an earlier step of this story failed');
          broken = true;
          await does(house);
          broken = false;
        });
      after(async () => (await opening?.catch(() => null))?.stop());
      tell({ step, check, tag });
    });
  }
}
