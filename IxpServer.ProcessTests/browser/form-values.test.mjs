import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openIntent, render, sent, sentText } from './support/intent.mjs';
import { laboratory } from './support/laboratory.mjs';

const object = (properties, more = {}) => ({ type: 'object', properties, ...more });
const text = { type: 'string' };

test('an example goes out as it came, to the spelling of its numbers', async (t) => {
  const value =
    '{"body":"first\\nsecond","wide":"auto","at":"2026-05-04T10:20:30.5Z","t":"10:20:30Z","note":null,"big":12345678901234567890,' +
    '"one":1.0,"far":1e400,"below":-0,"days":"many","header-x":"y"}';
  const schema = object(
    {
      body: text,
      wide: { type: ['integer', 'string'] },
      at: { type: 'string', format: 'date-time' },
      t: { type: 'string', format: 'time' },
      note: { type: ['string', 'null'] },
      big: { type: 'integer' },
      one: { type: 'number' },
      far: { type: 'number' },
      below: { type: 'number' },
      days: { type: 'integer' },
    },
    { additionalProperties: text },
  );
  const page = await openIntent(t, schema, { examples: `[{"title":"All","parameters":${value}}]` });
  const example = () => page.getByRole('button', { name: 'All', exact: true }).click();
  assert.equal(await sentText(page, example), value);
  assert.equal(await page.getByLabel('Body').evaluate((control) => control.localName), 'textarea');
  assert.equal(await page.getByLabel('Wide').inputValue(), 'auto');

  // What no control can show as it is, is shown as JSON in its place.
  assert.equal(await page.getByLabel('Days').inputValue(), '"many"');
  assert.equal(await page.getByLabel('Far').inputValue(), '1e400');
  assert.equal(await page.getByLabel('Further members').inputValue(), '{\n  "header-x": "y"\n}');

  await page.getByLabel('T', { exact: true }).fill('11:20:30');
  await page.getByLabel('Wide').fill('5');
  const edited = value.replace('10:20:30Z"', '11:20:30Z"').replace('"auto"', '5');
  assert.equal(await sentText(page, () => render(page)), edited);

  await page.getByRole('button', { name: 'As JSON' }).click();
  assert.equal(JSON.parse(await page.getByLabel('Parameters').last().inputValue()).wide, 5);
  await page.getByRole('button', { name: 'As JSON' }).click();
  assert.equal(await sentText(page, () => render(page)), edited);

  // The address holds the same.
  await page.reload();
  assert.equal(await sentText(page, () => render(page)), edited);
});

test('what nobody touched is left out, what is required and constant or null is filled in', async (t) => {
  const schema = object(
    {
      q: text,
      kind: { const: 'issue' },
      note: { type: ['string', 'null'] },
      place: { anyOf: [object({ city: text }, { required: ['city'] }), { type: 'null' }] },
      exact: { type: ['boolean', 'null'] },
      other: { const: 'x' },
      start: { $ref: '#/$defs/when', title: 'First day', description: 'Of the stay', default: '2026-01-02' },
      paging: object({ size: { type: 'integer', default: 20 }, cursor: text }, { required: ['cursor'] }),
    },
    {
      required: ['q', 'kind', 'note', 'place', 'exact'],
      $defs: { when: { type: 'string', format: 'date', title: 'A date' } },
    },
  );
  const page = await openIntent(t, schema);
  await page.getByLabel('Q', { exact: true }).fill('x');
  const untouched = { q: 'x', kind: 'issue', note: null, place: null, exact: null, start: '2026-01-02' };
  assert.deepEqual(await sent(page, () => render(page)), untouched);
  assert.equal(await page.getByLabel('First day').inputValue(), '2026-01-02');
  await page.getByText('Of the stay').waitFor();

  await page.getByLabel('Cursor').fill('c');
  assert.deepEqual(await sent(page, () => render(page)), { ...untouched, paging: { size: 20, cursor: 'c' } });
  await page.getByRole('button', { name: 'Leave out Paging' }).click();
  await page.getByRole('radio', { name: 'No', exact: true }).check();
  await page.getByLabel('City').fill('Lisbon');
  const edited = { ...untouched, place: { city: 'Lisbon' }, exact: false };
  assert.deepEqual(await sent(page, () => render(page)), edited);
  await page.getByRole('button', { name: 'Leave out Place' }).click();
  assert.deepEqual(await sent(page, () => render(page)), { ...edited, place: null });
});

test('a schema that leads back to itself is opened step by step', async (t) => {
  const node = object({ label: text, next: { $ref: '#/$defs/node' } }, { required: ['label', 'next'] });
  const page = await openIntent(t, object({ root: { $ref: '#/$defs/node' } }, { $defs: { node } }));
  await page.getByLabel('Label').first().fill('a');
  for (const label of ['b', 'c']) {
    const add = page.getByRole('button', { name: 'Add next' });
    if (label !== 'b' || (await page.getByLabel('Label').count()) === 1) await add.click();
    await page.getByLabel('Label').last().fill(label);
  }
  const { root } = await sent(page, () => render(page));
  assert.deepEqual(root, { label: 'a', next: { label: 'b', next: { label: 'c' } } });
});

test('faults inside of JSON are told in its place, and a name twice is one', async (t) => {
  const page = await openIntent(t, object({ any: { oneOf: [{ type: 'array' }, { type: 'object' }] } }));
  const editor = page.getByLabel('Any');
  for (const [wrong, message] of [
    ['{', /^This is not JSON/],
    ['{"a":1,"b":{"a":2},"a":3}', 'The name "a" occurs twice in one object.'],
  ]) {
    await editor.fill(wrong);
    await render(page);
    await page.locator('.error').getByText(message).waitFor();
    assert.equal(await editor.getAttribute('aria-invalid'), 'true');
  }
  await editor.fill('{"a":1.0}');
  assert.equal(await sentText(page, () => render(page)), '{"any":{"a":1.0}}');
});

test('pasted lines stay lines', async (t) => {
  const page = await openIntent(t, object({ short: { type: 'string', maxLength: 80 } }));
  await page.getByLabel('Short').fill('ab');
  await page.getByLabel('Short').evaluate((input) => {
    input.setSelectionRange(1, 1);
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', '1\n2');
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true, bubbles: true }));
  });
  assert.deepEqual(await sent(page, () => render(page)), { short: 'a1\n2b' });
});

test('a date that is not complete is not dropped without a word', async (t) => {
  const page = await openIntent(t, object({ day: { type: 'string', format: 'date' } }));
  await page.getByLabel('Day').focus();
  await page.keyboard.type('12');
  await render(page);
  await page.locator('.error').getByText('This is not complete.').waitFor();
});

test('a link keeps types, whatever says them', async (t) => {
  const page = await laboratory(t);
  const $defs = { t: text, n: { type: 'integer' }, e: { enum: ['1', 2, 'null', null] } };
  const cases = [
    [text, '10115', '10115'],
    [text, '"quoted"', '"quoted"'],
    [text, 'null', 'null'],
    [{ type: ['string', 'null'] }, '10115', '10115'],
    [{ type: ['string', 'null'] }, 'null', null],
    [{ type: ['string', 'null'] }, '"null"', 'null'],
    [{ type: ['string', 'integer'] }, '5', 5],
    [{ type: ['string', 'integer'] }, '"5"', '5'],
    [{ type: ['string', 'integer'] }, 'auto', 'auto'],
    [{ anyOf: [text, { type: 'null' }] }, 'true', 'true'],
    [{ oneOf: [{ $ref: '#/$defs/n' }, { const: 'all' }] }, 'all', 'all'],
    [{ $ref: '#/$defs/t' }, '5', '5'],
    [{ $ref: '#/$defs/t', description: 'beside' }, '5', '5'],
    [{ allOf: [{ $ref: '#/$defs/t' }, { minLength: 1 }] }, '5', '5'],
    [{ $ref: '#/$defs/n' }, '5', 5],
    [{ $ref: '#/$defs/e' }, '1', '1'],
    [{ $ref: '#/$defs/e' }, '2', 2],
    [{ $ref: '#/$defs/e' }, 'null', null],
    [{ $ref: '#/$defs/e' }, '"null"', 'null'],
    [{ const: '7' }, '7', '7'],
    [{ enum: ['1', '2', '3', '4', '5', '6'] }, '3', '3'],
    [{ type: 'array', items: text }, '["1",2]', ['1', 2]],
    [{ type: 'object' }, '{"a":"1"}', { a: '1' }],
    [{}, '5', 5],
    [{}, 'five', 'five'],
    [true, 'true', true],
  ];
  const read = await page.evaluate(
    async ([all, defs]) => {
      const { parameters, parse } = await import('/assets/router.js');
      return all.map(([schema, spelled]) => {
        const whole = { type: 'object', properties: { p: schema }, $defs: defs };
        return parameters(parse(`#/i?p=${encodeURIComponent(spelled)}`).query, whole).p;
      });
    },
    [cases, $defs],
  );
  assert.deepEqual(
    read,
    cases.map(([, , value]) => value),
  );
});

test('one bad form, and one bad address, never take the page', async (t) => {
  let deep = '{"type":"object"}';
  for (let depth = 0; depth < 20_000; depth++) deep = `{"allOf":[${deep}]}`;
  const page = await openIntent(t, deep, { examples: [{ a: '5' }] });
  assert.deepEqual(await sent(page, () => render(page)), {});
  await page.goto(new URL('/#/', page.url()).href);
  await page.locator('.board').getByRole('link', { name: 'Tried' }).waitFor();
  await page.goto(new URL('/#/%E0%A4%A', page.url()).href);
  await page.getByRole('heading', { name: 'No such intent' }).waitFor();
  await page.getByRole('link', { name: 'Tried' }).first().click();
  await page.getByRole('button', { name: 'Render' }).waitFor();
});
