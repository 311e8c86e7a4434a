import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { arrived, bare, base, onStage, open } from './support/browser.mjs';

const get = async (path) => (await fetch(base + path)).json();
const { intents } = await get('/ixp/intents');
const { components } = await get('/ixp/components');
const openToAll = (intent) => components.find(({ name }) => name === intent.component).allowedOrigins.includes('*');

test('every example of every intent renders', async (t) => {
  const page = await bare(t);
  for (const intent of intents.filter(openToAll)) {
    for (const { title, parameters } of intent.examples) {
      const height = await page.evaluate(
        async (request) => {
          const element = document.getElementById('here');
          await IXPRuntime.render(request, element);
          // The frame's height comes with the first message of its observer.
          while (element.getBoundingClientRect().height < 80) await new Promise(requestAnimationFrame);
          return element.getBoundingClientRect().height;
        },
        { name: intent.name, parameters },
      );
      assert.ok(height >= 80, `${intent.name}: ${title}`);
    }
  }
});

test('what the registry says of a module’s bytes is true', async () => {
  const sealed = components.filter(({ integrity }) => integrity);
  assert.notEqual(sealed.length, 0);
  for (const { name, remoteUrl, integrity } of sealed) {
    const bytes = Buffer.from(await (await fetch(base + remoteUrl)).arrayBuffer());
    assert.equal(integrity, `sha384-${createHash('sha384').update(bytes).digest('base64')}`, name);
  }
});

test('the mortgage is computed anew while its sliders move', async (t) => {
  const page = await open(t, '/#/calculate_mortgage?price=200000&deposit=80000&rate=0&years=10');
  await onStage(page).getByText('€1,000', { exact: true }).waitFor();
  await onStage(page).getByRole('slider', { name: 'Deposit' }).fill('140000');
  await onStage(page).getByText('€500', { exact: true }).waitFor();
});

test('a recipe follows the number of servings', async (t) => {
  const page = await open(t, '/#/show_recipe?servings=4');
  await onStage(page).getByText('600 g').waitFor();
  await onStage(page).getByRole('button', { name: 'One serving more' }).click();
  await onStage(page).getByText('750 g').waitFor();
  await onStage(page).getByText('1¼').waitFor();
});

test('an appointment is picked and booked', async (t) => {
  const page = await open(t, '/#/plan_meeting');
  await page.getByRole('button', { name: 'Design review with two' }).click();
  await onStage(page).getByText('11:00', { exact: true }).click();
  await onStage(page).getByRole('button', { name: 'Book it' }).click();
  await onStage(page)
    .getByText(/^Booked for .* at 11:00\. 2 people are invited\.$/)
    .waitFor();
  await page.locator('.messages').getByText('appointment-booked').waitFor();
});

test('a search without a match says what to try', async (t) => {
  const page = await open(t, '/#/search_products?query=submarine');
  await onStage(page).getByRole('heading', { name: 'Nothing matches' }).waitFor();
});

test('a flight stays chosen, for the keyboard too', async (t) => {
  const page = await open(t, '/#/search_flights');
  await page.getByRole('button', { name: 'Lisbon to Paris for two' }).click();
  const first = onStage(page).getByRole('button', { name: 'Choose' }).first();
  await first.press('Enter');
  assert.equal(
    await onStage(page)
      .getByRole('button', { name: 'Chosen' })
      .evaluate((button) => button.getRootNode().activeElement === button),
    true,
  );
});

test('the chart has its values for those who cannot see it', async (t) => {
  const page = await open(t, '/#/show_chart');
  await page.getByRole('button', { name: 'Orders of a week' }).click();
  await arrived(page);
  await onStage(page).getByRole('img', { name: 'Mon 42, Tue 58, Wed 51, Thu 74, Fri 93' }).waitFor();
});
