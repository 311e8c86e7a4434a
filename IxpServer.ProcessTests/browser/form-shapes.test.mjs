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

test('schemas of older drafts have fields as those of the newest do', async (t) => {
  const page = await laboratory(t);
  const seen = await page.evaluate(async (text) => {
    const [{ parseExact }, { parameterForm }] = await Promise.all([
      import('/assets/exact.js'),
      import('/assets/form/form.js'),
    ]);
    const entries = parseExact(text).filter(({ name }) => name.startsWith('draft_'));
    return entries.map(({ name, parameters, examples: [example] }) => {
      const { node } = parameterForm({ name, parameters }, example, () => {});
      const texts = (selector) => [...node.querySelectorAll(selector)].map((one) => one.textContent);
      return {
        name,
        asJson: texts('.fields textarea.code').length,
        labels: texts('.fields :is(.label, legend)'),
        help: texts('.fields .help'),
      };
    });
  }, tools);
  const of = (name) => seen.find((one) => one.name === name);

  assert.deepEqual(
    seen.filter(({ asJson }) => asJson > 0).map(({ name }) => name),
    [],
  );
  assert.deepEqual(of('draft_04_limits').help, ['More than 0 and at most 1.', 'At least 1.']);
  assert.ok(of('draft_07_lists').labels.includes('Owner'));
  assert.ok(of('draft_07_lists').labels.includes('Age'));
  assert.ok(of('draft_07_dependencies').labels.includes('Country'));
});
