import assert from 'node:assert/strict';
import { test } from 'node:test';
import { laboratory } from './support/laboratory.mjs';

const PAIRS = 2000;

/** Another one tries other pairs; a fault tells its number. */
const FIRST = Number(process.env.FORM_SEED ?? 1);

test(`what comes in goes out: ${PAIRS} generated schemas and values`, async (t) => {
  const page = await laboratory(t);
  const faults = await page.evaluate(
    async ({ first, count }) => {
      const [{ pairOf }, { faultsOf, ways }] = await Promise.all([
        import('/test/schemas.js'),
        import('/test/round-trips.js'),
      ]);
      const [example, ...others] = Object.keys(ways);
      const found = [];
      for (let seed = first; seed < first + count && found.length < 5; seed++) {
        // Every one as an example, and the other ways in turn.
        const names = [example, others[seed % others.length]];
        found.push(...faultsOf(pairOf(seed), names, seed).map((fault) => `pair ${seed}, ${fault}`));
        // What is built is swept away meanwhile.
        if (seed % 20 === 0) await new Promise((go) => setTimeout(go));
      }
      return found;
    },
    { first: FIRST, count: PAIRS },
  );
  assert.deepEqual(faults, []);
});
