import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrived, base, onStage, open, refused } from './support/browser.mjs';

const render = `${base}/ixp/render`;
const failure = (status, code, details, headers) => ({
  status,
  headers,
  json: { error: { code, message: `made to fail with ${code}`, timestamp: new Date().toISOString(), details } },
});

test('a missing parameter is told beside its field, and the summary has the focus', async (t) => {
  const page = await open(t, '/#/show_weather', { expected: [refused(400)] });
  await page.getByRole('button', { name: 'Render' }).click();
  const summary = page.locator('.summary');
  await summary.waitFor();
  assert.equal(await summary.evaluate((node) => node === document.activeElement), true);
  const city = page.getByLabel('City');
  assert.equal(await city.getAttribute('aria-invalid'), 'true');
  assert.equal(
    await city.evaluate(
      (input) => document.getElementById(input.getAttribute('aria-describedby').split(' ').at(-1)).textContent,
    ),
    'This is required.',
  );
  await summary.getByRole('link', { name: 'City: This is required.' }).click();
  assert.equal(await city.evaluate((input) => input === document.activeElement), true);
  await city.fill('Lisbon');
  await city.press('Enter');
  await arrived(page);
  assert.equal(await page.locator('.summary').count(), 0);
});

test('faults deep inside find their fields', async (t) => {
  const page = await open(t, '/#/plan_meeting', { expected: [refused(400)] });
  await page.getByLabel('What it is about').fill('Retrospective');
  await page.getByLabel('Day').fill('2027-03-01');
  await page.getByRole('button', { name: 'Render' }).click();
  await page.locator('.summary').getByRole('link', { name: 'People › People 1 › Name: This is required.' }).click();
  assert.equal(
    await page
      .getByRole('group', { name: 'People 1' })
      .getByLabel('Name')
      .evaluate((input) => input === document.activeElement),
    true,
  );
});

test('numbers out of range are told with the range', async (t) => {
  const page = await open(t, '/#/show_weather?city=Lisbon&days=9', { expected: [refused(400)] });
  await page.locator('.summary').getByRole('link', { name: 'Days of forecast: At most 7.' }).waitFor();
});

test('a component that is kept to other sites is explained', async (t) => {
  const page = await open(t, '/#/show_account_statement', { expected: [refused(403)] });
  await page.getByRole('button', { name: 'Render' }).click();
  const panel = page.locator('.fault');
  await panel.getByRole('heading', { name: 'This page may not show it' }).waitFor();
  await panel.getByText(new URL(base).origin, { exact: true }).waitFor();
  await panel.getByText('https://portal.example.com').waitFor();
});

test('an intent that is gone by now is explained', async (t) => {
  const page = await open(t, '/#/run_poll', {
    expected: [refused(404)],
    routes: { [render]: failure(404, 'INTENT_NOT_SUPPORTED') },
  });
  await page.getByRole('button', { name: 'Where to next' }).click();
  await page.getByRole('heading', { name: 'The intent is gone' }).waitFor();
});

test('too many requests: the button waits as long as the server asks', async (t) => {
  const page = await open(t, '/#/run_poll', {
    expected: [refused(429)],
    routes: { [render]: failure(429, 'RATE_LIMIT_EXCEEDED', { limit: 100, windowMs: 60000 }, { 'Retry-After': '30' }) },
  });
  await page.clock.install();
  await page.getByRole('button', { name: 'Where to next' }).click();
  await page.getByText('The server takes 100 requests in 60 seconds').waitFor();
  assert.equal(await page.getByRole('button', { name: /Try again in \d+ s/ }).isDisabled(), true);
  await page.clock.runFor(31000);
  assert.equal(await page.getByRole('button', { name: 'Try again', exact: true }).isEnabled(), true);
});

test('a server out of reach: what was filled in is kept and can be sent again', async (t) => {
  let away = true;
  const page = await open(t, '/#/show_weather', {
    expected: [/ERR_FAILED/],
    routes: { [render]: (route) => (away ? route.abort() : route.continue()) },
  });
  await page.getByLabel('City').fill('Lisbon');
  await page.getByLabel('City').press('Enter');
  await page.getByRole('heading', { name: 'The server cannot be reached' }).waitFor();
  away = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await onStage(page).getByRole('heading', { name: 'Lisbon' }).waitFor();
});

test('a page that cannot load the registry says so and can try again', async (t) => {
  let away = true;
  const page = await open(t, '/', {
    expected: [/ERR_FAILED/],
    routes: { [`${base}/ixp/intents`]: (route) => (away ? route.abort() : route.continue()) },
  });
  await page.getByRole('heading', { name: 'The server cannot be reached' }).waitFor();
  away = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('.board').waitFor();
});

test('text from parameters never becomes markup', async (t) => {
  const page = await open(t, '/#/show_recipe');
  const text = '<img src=x onerror="document.title=1">';
  await page.getByLabel('Dish').fill(text);
  await page.getByRole('button', { name: 'Render' }).click();
  await onStage(page).getByRole('heading', { name: text }).waitFor();
  assert.equal(await onStage(page).locator('img').count(), 0);
});
