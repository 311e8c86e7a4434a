import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base, open } from './support/browser.mjs';

const intents = async () => (await (await fetch(`${base}/ixp/intents`)).json()).intents;

test('the list shows every intent of the server', async (t) => {
  const page = await open(t);
  const known = await intents();
  await page.getByText(`${known.length} intents`, { exact: true }).waitFor();
  assert.equal(await page.locator('.stop').count(), known.length);
});

test('the server tells how it is', async (t) => {
  const page = await open(t);
  await page.locator('#health').getByText('Healthy').waitFor();
});

test('searching narrows the list, by synonyms too, and can be cleared', async (t) => {
  const page = await open(t);
  const search = page.getByRole('searchbox', { name: 'Search intents' });
  await search.fill('umbrella');
  await page
    .locator('.count')
    .getByText(/^1 of /)
    .waitFor();
  assert.equal(await page.locator('.stop').getAttribute('data-intent'), 'show_weather');
  await search.fill('no such thing');
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await page.locator('.stop[data-intent="show_recipe"]').waitFor();
  assert.equal(await search.evaluate((input) => input === document.activeElement), true);
});

test('a category narrows the list', async (t) => {
  const page = await open(t);
  await page.getByRole('combobox', { name: 'Category' }).selectOption('Travel');
  await page
    .locator('.count')
    .getByText(/^2 of /)
    .waitFor();
  assert.deepEqual(await page.locator('.line h2').allTextContents(), ['Travel']);
});

test('a deprecated intent is marked and leads to its successor', async (t) => {
  const page = await open(t);
  const entry = page.locator('.stop[data-intent="find_flights"]');
  await entry.getByText('Deprecated').waitFor();
  await entry.click();
  await page.getByText('It will be switched off on 30 Jun 2027.').waitFor();
  await page.locator('.notice').getByRole('link', { name: 'Search flights' }).click();
  await page.getByRole('heading', { level: 1, name: 'Search flights' }).waitFor();
  assert.match(page.url(), /#\/search_flights$/);
});

test('the board of the first page leads to a rendered component', async (t) => {
  const page = await open(t);
  await page
    .locator('.board')
    .getByRole('link', { name: /Show the weather/ })
    .click();
  await page.locator('.target').getByRole('heading', { name: 'Lisbon' }).waitFor();
});

test('an unknown intent in the address gets help', async (t) => {
  const page = await open(t, '/#/show_wether');
  await page.getByRole('heading', { name: 'No such intent' }).waitFor();
  await page.getByRole('link', { name: 'Show the weather' }).last().waitFor();
});
