import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrived, bare, base, open } from './support/browser.mjs';

const ticket = '/#/create_support_ticket?subject=Broken%20lamp&contact=%7B%22name%22%3A%22Ada%22%2C%22email%22%3A%22ada%40example.com%22%7D';

test('an untrusted component runs in a frame that has no origin', async (t) => {
  const page = await open(t, ticket);
  await arrived(page);
  const element = page.locator('.target iframe');
  assert.equal(await element.getAttribute('sandbox'), 'allow-scripts');
  await page.frameLocator('.target iframe').getByRole('heading', { name: 'Broken lamp' }).waitFor();
  const frame = await (await element.elementHandle()).contentFrame();
  const reach = (code) => frame.evaluate((body) => {
    try {
      return String(new Function(body)());
    } catch (error) {
      return error.name;
    }
  }, code).catch(() => 'refused');
  assert.equal(await frame.evaluate(() => window.origin), 'null');
  assert.equal(await frame.evaluate(() => { try { return parent.document.title; } catch (error) { return error.name; } }), 'SecurityError');
  assert.equal(await frame.evaluate(() => { try { return localStorage.length; } catch (error) { return error.name; } }), 'SecurityError');
  assert.equal(await frame.evaluate(() => { try { return document.cookie; } catch (error) { return error.name; } }), 'SecurityError');
  assert.notEqual(await reach('return parent.location.href'), page.url());
});

test('the frame grows and shrinks with what it shows', async (t) => {
  const page = await open(t, ticket);
  await arrived(page);
  const height = () => page.locator('.target iframe').evaluate((node) => node.getBoundingClientRect().height);
  const content = () => page.frameLocator('.target iframe').locator('#stage').evaluate((node) => Math.ceil(node.getBoundingClientRect().height));
  const settled = () => page.waitForFunction((expected) => document.querySelector('.target iframe').getBoundingClientRect().height === expected, undefined).catch(() => {});
  await page.waitForFunction(() => document.querySelector('.target iframe').getBoundingClientRect().height > 200);
  assert.equal(await height(), await content());
  const wide = await height();
  await page.getByRole('radio', { name: '360' }).check({ force: true });
  await page.waitForFunction((before) => document.querySelector('.target iframe').getBoundingClientRect().height > before, wide);
  await page.getByRole('radio', { name: 'Full' }).check({ force: true });
  await page.waitForFunction((before) => document.querySelector('.target iframe').getBoundingClientRect().height === before, wide);
});

test('a component in the frame can tell the page what happened', async (t) => {
  const page = await open(t, ticket);
  await arrived(page);
  await page.frameLocator('.target iframe').getByRole('button', { name: 'Send the ticket' }).click();
  await page.getByRole('heading', { name: 'Messages of the component' }).waitFor();
  await page.locator('.messages').getByText('ticket-sent').waitFor();
});

test('a missing policy means the frame', async (t) => {
  const page = await bare(t);
  const tag = await page.evaluate(async () => {
    const element = document.getElementById('here');
    await IXPRuntime.mount({
      record: { moduleUrl: '/components/poll-card.js', exportName: 'PollCard', props: { question: 'Yes or no?', options: ['yes', 'no'] } },
      component: { name: 'PollCard', framework: 'vanilla' },
    }, element);
    return element.querySelector('iframe')?.getAttribute('sandbox');
  });
  assert.equal(tag, 'allow-scripts');
});

test('props reach a mounted frame, and destroy removes it', async (t) => {
  const page = await bare(t);
  await page.evaluate(async () => {
    window.handle = await IXPRuntime.render({ name: 'run_poll', parameters: { question: 'First one?', options: ['a', 'b'] } }, document.getElementById('here'));
    window.handle.update({ question: 'Second one?' });
  });
  await page.frameLocator('iframe').getByRole('heading', { name: 'Second one?' }).waitFor();
  await page.evaluate(() => window.handle.destroy());
  assert.equal(await page.locator('iframe').count(), 0);
});

test('a module that fails in the frame is an error outside', async (t) => {
  const page = await bare(t, { expected: [/404/], routes: { [`${base}/components/none.js`]: { status: 404, body: '', headers: { 'Access-Control-Allow-Origin': '*' } } } });
  const code = await page.evaluate(() => IXPRuntime.mount(
    { record: { moduleUrl: '/components/none.js', exportName: 'None', props: {} }, component: { name: 'None' } }, document.getElementById('here'),
  ).catch((error) => error.code));
  assert.equal(code, 'MODULE_FAILED');
  assert.equal(await page.locator('iframe').count(), 0);
});
