import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open } from './support/browser.mjs';

for (const path of ['/ixp', '/ixp/']) {
  test(`${path} shows how the server is`, async (t) => {
    const page = await open(t, path);
    await page.locator('#health').getByText('Healthy').waitFor();
    await page.getByText(/\d+ intents loaded/).waitFor();
  });
}

test('every endpoint that is listed answers', async (t) => {
  const page = await open(t, '/ixp', { viewport: { width: 360, height: 800 } });
  const buttons = page.getByRole('button', { name: /^Send / });
  const count = await buttons.count();
  assert.ok(count > 5);
  for (let index = 0; index < count; index++) {
    await buttons.nth(index).click();
    await page
      .locator('.endpoints li')
      .nth(index)
      .getByRole('heading', { name: /^200 in / })
      .waitFor();
  }
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
});
