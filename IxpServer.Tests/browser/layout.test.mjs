import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrived, open } from './support/browser.mjs';

const views = [
  '/',
  '/#/show_weather?city=Lisbon',
  '/#/show_recipe?servings=6',
  '/#/plan_meeting',
  '/#/nothing_like_this',
];

for (const width of [360, 1280]) {
  test(`nothing is wider than a screen of ${width} pixels`, async (t) => {
    const page = await open(t, '/', { viewport: { width, height: 800 } });
    for (const view of views) {
      await page.goto(new URL(view, page.url()).href);
      await page.locator('main h1').waitFor();
      if (view.includes('?')) await arrived(page);
      assert.ok(
        await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
        `${view} scrolls sideways`,
      );
    }
  });
}

/** How bright a computed colour is, from 0 to 1. */
const brightness = (locator) =>
  locator.evaluate((node) => {
    const context = document.createElement('canvas').getContext('2d');
    context.fillStyle = getComputedStyle(node).backgroundColor;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
  });

test('the page and its components follow the system into the dark', async (t) => {
  const page = await open(t, '/#/search_products?query=lamp', { colorScheme: 'dark' });
  await arrived(page);
  assert.ok((await brightness(page.locator('body'))) < 0.2);
  assert.ok((await brightness(page.locator('.target .card'))) < 0.2);
  await page.emulateMedia({ colorScheme: 'light' });
  assert.ok((await brightness(page.locator('body'))) > 0.8);
  assert.ok((await brightness(page.locator('.target .card'))) > 0.8);
});

test('a chosen theme beats the system and outlasts a reload, in the frame as well', async (t) => {
  const page = await open(t, '/#/run_poll?question=Which%20one%3F&options=%5B%22a%22%2C%22b%22%5D');
  await arrived(page);
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
  const card = page.frameLocator('.target iframe').locator('.card');
  await assert.doesNotReject(
    page.waitForFunction(() => getComputedStyle(document.querySelector('.target iframe')).colorScheme === 'dark'),
  );
  assert.ok((await brightness(page.locator('body'))) < 0.2);
  await page.reload();
  await arrived(page);
  assert.ok((await brightness(page.locator('body'))) < 0.2);
  assert.ok((await brightness(card)) < 0.2);
});

test('whoever wants less motion gets none', async (t) => {
  const page = await open(t, '/', { reducedMotion: 'reduce' });
  await page.locator('.go').first().waitFor();
  assert.equal(
    await page
      .locator('.go')
      .first()
      .evaluate((node) => getComputedStyle(node).transitionProperty),
    'none',
  );
});
