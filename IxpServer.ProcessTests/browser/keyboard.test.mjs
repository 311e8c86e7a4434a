import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onStage, open, refused } from './support/browser.mjs';

const MOST_STEPS = 60;

/** Presses Tab until a matching element has the focus, and sees to it that the focus can be seen on the way. */
async function tabTo(page, selector) {
  for (let step = 0; step < MOST_STEPS; step++) {
    await page.keyboard.press('Tab');
    const { reached, visible, what } = await page.evaluate((wanted) => {
      const focused = document.activeElement;
      // A radio button that is drawn by its label shows the focus there.
      const shown = Number(getComputedStyle(focused).opacity) === 0 ? focused.closest('label') : focused;
      const style = getComputedStyle(shown);
      return {
        reached: focused.matches(wanted),
        visible: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        what: focused.outerHTML.slice(0, 120),
      };
    }, selector);
    assert.ok(visible, `the focus cannot be seen on ${what}`);
    if (reached) return;
  }
  assert.fail(`${selector} was not reached by ${MOST_STEPS} presses of Tab`);
}

test('from the first Tab to a rendered component without a mouse', async (t) => {
  const page = await open(t);
  await page.locator('.board').waitFor();
  await tabTo(page, '#search');
  await page.keyboard.type('forecast');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Show the weather' }).waitFor();
  await tabTo(page, 'input[type="text"]');
  await page.keyboard.type('Lisbon');
  await tabTo(page, 'input[type="radio"]');
  await page.keyboard.press('ArrowRight');
  await tabTo(page, 'button.primary');
  await page.keyboard.press('Enter');
  await onStage(page).getByRole('heading', { name: 'Lisbon' }).waitFor();
  assert.match(page.url(), /units=imperial/);
});

test('the first Tab leads past the list', async (t) => {
  const page = await open(t, '/#/show_weather');
  await page.locator('main h1').waitFor();
  await tabTo(page, '#skip');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  assert.match(page.url(), /#\/show_weather$/);
});

test('from a fault to its field and on to the component', async (t) => {
  const page = await open(t, '/#/show_weather', { expected: [refused(400)] });
  await page.getByLabel('City').focus();
  await page.keyboard.press('Enter');
  await page.locator('.summary').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Lisbon');
  await page.keyboard.press('Enter');
  await onStage(page).getByRole('heading', { name: 'Lisbon' }).waitFor();
});
