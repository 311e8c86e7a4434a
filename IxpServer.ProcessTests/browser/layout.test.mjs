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

/** Colours may take a moment to change. */
const becomes = async (locator, isRight) => {
  const deadline = Date.now() + 10_000;
  let found;
  do {
    found = await brightness(locator);
  } while (!isRight(found) && Date.now() < deadline);
  assert.ok(isRight(found), `the brightness is ${found}`);
};
const isDark = (locator) => becomes(locator, (found) => found < 0.2);
const isLight = (locator) => becomes(locator, (found) => found > 0.8);

test('the page and its components follow the system into the dark', async (t) => {
  const page = await open(t, '/#/search_products?query=lamp', { colorScheme: 'dark' });
  await arrived(page);
  await isDark(page.locator('body'));
  await isDark(page.locator('.target .card'));
  await page.emulateMedia({ colorScheme: 'light' });
  await isLight(page.locator('body'));
  await isLight(page.locator('.target .card'));
});

test('a chosen theme beats the system and outlasts a reload, in the frame as well', async (t) => {
  const page = await open(t, '/#/run_poll?question=Which%20one%3F&options=%5B%22a%22%2C%22b%22%5D');
  await arrived(page);
  await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
  const card = page.frameLocator('.target iframe').locator('.card');
  await assert.doesNotReject(
    page.waitForFunction(() => getComputedStyle(document.querySelector('.target iframe')).colorScheme === 'dark'),
  );
  await isDark(page.locator('body'));
  await page.reload();
  await arrived(page);
  await isDark(page.locator('body'));
  await isDark(card);
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
