// One browser for each test file, one fresh context for each test. A test fails when the page wrote an error or a
// warning to the console, threw, or broke the content security policy, unless the test said that it expects so.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { chromium } from 'playwright-core';

const ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Long for a busy machine; nothing waits for it when all is well. */
const PATIENCE = 120_000;

export const base = address();
let browser;

before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: ARGS });
});
after(() => browser?.close());

function address() {
  const text = process.env.IXP_BASE_URL;
  if (!text) throw new Error('Set IXP_BASE_URL to the address of a running server, such as http://localhost:3000');
  return text.replace(/\/$/, '');
}

/** Opens a page. `expected` holds patterns of console messages that the test provokes on purpose. */
export async function open(t, path = '/', { expected = [], routes = {}, ...settings } = {}) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    ...settings,
  });
  context.setDefaultTimeout(PATIENCE);
  const complaints = [];
  context.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
  });
  context.on('weberror', (failure) => complaints.push(`uncaught: ${failure.error().stack}`));
  await context.addInitScript(() =>
    addEventListener('securitypolicyviolation', (event) =>
      console.error(`CSP: ${event.violatedDirective} refused ${event.blockedURI}`),
    ),
  );
  for (const [url, answer] of Object.entries(routes))
    await context.route(url, typeof answer === 'function' ? answer : (route) => route.fulfill(answer));
  t.after(async () => {
    await context.close();
    assert.deepEqual(
      complaints.filter((text) => !expected.some((pattern) => pattern.test(text))),
      [],
    );
  });
  const page = await context.newPage();
  await page.goto(/^https?:/.test(path) ? path : base + path);
  return page;
}

/** A bare page of the server's own origin that has the runtime and an element to render into. */
export const bare = (t, settings = {}) =>
  open(t, '/bare', {
    ...settings,
    routes: {
      [`${base}/bare`]: html('<script src="/ixp/sdk"></script><link rel="icon" href="data:,"><div id="here"></div>'),
      ...settings.routes,
    },
  });

export const html = (body) => ({ contentType: 'text/html', body: `<!doctype html><title>test</title>${body}` });

/** A refused request is reported by the browser itself, whatever the page does with it. */
export const refused = (status) => new RegExp(`status of ${status}`);

export const onStage = (page) => page.locator('.stage .target');

/** Waits until the last stop of the journey is reached: the component is there. */
export const arrived = (page) => page.locator('.journey li:nth-child(3).done').waitFor();
