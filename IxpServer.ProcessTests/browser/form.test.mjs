import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrived, base, onStage, open } from './support/browser.mjs';

const sent = async (page, act) => {
  const [request] = await Promise.all([page.waitForRequest('**/ixp/render'), act()]);
  return request.postDataJSON().intent.parameters;
};

test('filling in a form renders the component', async (t) => {
  const page = await open(t, '/#/show_weather');
  await page.getByLabel('City').fill('Oslo');
  await page.getByText('Imperial').click();
  const parameters = await sent(page, () => page.getByRole('button', { name: 'Render' }).click());
  assert.deepEqual(parameters, { city: 'Oslo', units: 'imperial', days: 3 });
  await onStage(page)
    .getByRole('region', { name: /Weather in/ })
    .waitFor();
  assert.match(page.url(), /city=Oslo/);
});

test('an address with parameters fills in the form and renders', async (t) => {
  const page = await open(t, '/#/show_weather?city=Lisbon&days=5');
  await onStage(page).getByRole('heading', { name: 'Lisbon' }).waitFor();
  assert.equal(await page.getByLabel('City').inputValue(), 'Lisbon');
  assert.equal(await page.getByLabel('Days of forecast').inputValue(), '5');
  assert.equal(await onStage(page).getByRole('list', { name: 'Forecast' }).getByRole('listitem').count(), 5);
});

test('an example fills in everything at one click', async (t) => {
  const page = await open(t, '/#/search_flights');
  await page.getByRole('button', { name: 'Lisbon to Paris for two' }).click();
  await onStage(page).getByRole('region', { name: 'Flights from LIS to CDG' }).waitFor();
  assert.equal(await page.getByLabel('Adults').inputValue(), '2');
  assert.equal(await page.getByLabel('Departure').inputValue(), '2027-05-14');
});

test('nested objects and lists of objects are sent as they were built', async (t) => {
  const page = await open(t, '/#/plan_meeting');
  await page.getByLabel('What it is about').fill('Retrospective');
  await page.getByLabel('Day').fill('2027-03-01');
  const people = page.getByRole('group', { name: 'People' });
  await people.getByLabel('Name').fill('Ada');
  await people.getByRole('button', { name: 'Add to people' }).click();
  await people.getByRole('group', { name: 'People 2' }).getByLabel('Name').fill('Grace');
  await people.getByRole('button', { name: 'Add to people' }).click();
  await people.getByRole('button', { name: 'Remove People 3' }).click();
  const parameters = await sent(page, () => page.getByRole('button', { name: 'Render' }).click());
  assert.deepEqual(parameters.attendees, [
    { name: 'Ada', optional: false },
    { name: 'Grace', optional: false },
  ]);
  assert.deepEqual(parameters.busy, [12]);
  await onStage(page).getByText('Grace').waitFor();
});

test('defaults of lists are there, and lists of choices are boxes to tick', async (t) => {
  const page = await open(t, '/#/show_recipe');
  assert.equal(await page.getByLabel('Ingredient', { exact: true }).first().inputValue(), 'floury potatoes');
  await page.getByRole('checkbox', { name: 'Vegan' }).check();
  const parameters = await sent(page, () => page.getByRole('button', { name: 'Render' }).click());
  assert.deepEqual(parameters.diet, ['vegan', 'gluten-free', 'dairy-free']);
  assert.equal(parameters.ingredients.length, 7);
});

test('a date with time keeps its moment', async (t) => {
  const page = await open(t, '/#/run_poll', { timezoneId: 'Asia/Tokyo' });
  const parameters = await sent(page, () => page.getByRole('button', { name: 'Where to next' }).click());
  assert.equal(new Date(parameters.closesAt).toISOString(), '2027-12-01T18:00:00.000Z');
  await arrived(page);
});

test('what no field can express is written as JSON, and broken JSON is told', async (t) => {
  const page = await open(t, '/#/show_chart');
  await page.getByRole('button', { name: 'Orders of a week' }).click();
  await arrived(page);
  await page.getByLabel('Target').fill('{');
  await page.getByRole('button', { name: 'Render' }).click();
  await page.getByText(/^This is not JSON/).waitFor();
  await page.getByLabel('Target').fill('80');
  const parameters = await sent(page, () => page.getByRole('button', { name: 'Render' }).click());
  assert.equal(parameters.target, 80);
});

test('the whole form can be edited as JSON and back', async (t) => {
  const page = await open(t, '/#/show_weather?city=Lisbon');
  await arrived(page);
  await page.getByRole('button', { name: 'As JSON' }).click();
  const editor = page.getByLabel('Parameters').last();
  assert.deepEqual(JSON.parse(await editor.inputValue()), { city: 'Lisbon' });
  await editor.fill('{"city":"Porto"}');
  await page.getByRole('button', { name: 'As JSON' }).click();
  assert.equal(await page.getByLabel('City').inputValue(), 'Porto');
});

for (const [source, reason, shown] of [
  ['live', 'timeout', 'last good values of weather (timeout)'],
  ['none', 'not_json', 'none of weather (not_json)'],
])
  test(`data that is degraded is shown with its reason, ${source}`, async (t) => {
    const dataProvider = { name: 'weather', source, reason };
    const page = await open(t, '/#/show_weather', {
      routes: {
        [`${base}/ixp/render`]: async (route) => {
          const response = await route.fetch();
          const json = { ...(await response.json()), metadata: { dataProvider }, degraded: ['weather'] };
          await route.fulfill({ response, json });
        },
      },
    });
    await page.getByLabel('City').fill('Oslo');
    await page.getByRole('button', { name: 'Render' }).click();
    await page.getByRole('tab', { name: 'Details' }).click();
    await page.getByText(shown, { exact: true }).waitFor();
  });

test('answer, request and details are shown in tabs', async (t) => {
  const page = await open(t, '/#/show_weather?city=Lisbon');
  await arrived(page);
  await page.getByRole('tab', { name: 'Preview' }).press('ArrowRight');
  await page.getByRole('tabpanel', { name: 'Response' }).getByText('/components/weather-card.js').first().waitFor();
  await page.getByRole('tab', { name: 'Request' }).click();
  await page.getByText(/^curl -X POST .*\/ixp\/render/).waitFor();
  await page.getByRole('button', { name: 'Copy JavaScript' }).waitFor();
  await page.getByRole('tab', { name: 'Details' }).click();
  await page.getByText('weather (sample)').waitFor();
  await page.getByText(/^Trusted/).waitFor();
});
