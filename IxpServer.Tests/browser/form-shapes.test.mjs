import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { laboratory } from './support/laboratory.mjs';

// Schemas of the shapes that tools, configurations and their generators have, with examples; as text, so that the
// spelling of their numbers comes through.
const tools = await readFile(new URL('./support/forms/tools.json', import.meta.url), 'utf8');

test('every shape of schema that is met in the field opens, and sends its examples as they are', async (t) => {
  const page = await laboratory(t);
  const { count, faults } = await page.evaluate(async (text) => {
    const [{ parseExact }, { faultsOf, ways }] = await Promise.all([
      import('/assets/exact.js'),
      import('/test/round-trips.js'),
    ]);
    const all = parseExact(text);
    const pairs = all.flatMap(({ name, parameters, examples }) =>
      examples.map((value) => ({ name, schema: parameters, value })),
    );
    return {
      count: all.length,
      faults: pairs.flatMap((pair) => faultsOf(pair, Object.keys(ways)).map((fault) => `${pair.name}, ${fault}`)),
    };
  }, tools);
  assert.ok(count >= 50);
  assert.deepEqual(faults, []);
});
