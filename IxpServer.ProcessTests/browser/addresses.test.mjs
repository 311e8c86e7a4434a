import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base, open } from './support/browser.mjs';
import { deadEnds, onSite } from './support/addresses.mjs';

const pages = ['/', '/ixp', '/docs/', '/#/show_weather?city=Lisbon', '/ixp/sdk/frame', '/openapi/v1.json'];
const errors = [
  ['/nope', 404],
  ['/ixp/intents/nope', 404],
  ['/a//b/c/', 404],
  ['/ixp/render', 405],
  ['/api/users', 401],
];

/** What cannot be provoked from outside here: the page of another error with this status. */
const made = [403, 429, 500];

/** The library of the reference is not ours: its files are followed as the page loads them, and it tries whether it may eval. */
const skip = ['/docs/'];
const triesEval = /^CSP: script-src refused eval$/;

test('every address that pages, styles, scripts and error pages name is there', async () => {
  const { dead, followed } = await deadEnds(
    [...pages, ...errors.map(([path]) => path)].map((path) => new URL(path, base).href.split('#')[0]),
    { skip },
  );
  assert.deepEqual(dead, []);
  for (const known of [
    '/assets/css/error.css',
    '/components/fonts/atkinson-hyperlegible-next.woff2',
    '/assets/form/field.js',
  ])
    assert.ok(followed.includes(base + known), `${known} was not found by following`);
});

test('every path of the OpenAPI document that can be asked for is there', async () => {
  const { paths } = await (await fetch(`${base}/openapi/v1.json`)).json();
  const plain = Object.entries(paths).filter(([path, operations]) => operations.get && !path.includes('{'));
  assert.ok(plain.length > 10);
  for (const [path] of plain) {
    const response = await fetch(base + path);
    await response.body?.cancel();
    assert.ok(![404, 405, 500].includes(response.status), `${path} is ${response.status}`);
  }
});

/** Opens pages one after another; all that the console says is a fault, but for the status of the page itself. */
async function visit(t, settings, list, look) {
  const page = await open(t, '/ixp/health', {
    ...settings,
    expected: [/the server responded with a status of/, /script-src refused eval/],
  });
  const faults = [];
  let address;
  page.on('console', (message) => {
    const isOfPage = message.text().includes('responded with a status of') && message.location().url === address;
    const isOfLibrary = address.endsWith('/docs/') && triesEval.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !isOfPage && !isOfLibrary)
      faults.push(`${address}: ${message.text()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400 && response.url() !== address)
      faults.push(`${address}: ${response.url()} is ${response.status()}`);
  });
  for (const [path, status] of list) {
    address = base + path;
    const response = await page.goto('about:blank').then(() => page.goto(address, { waitUntil: 'load' }));
    assert.equal(response.status(), status, path);
    await look(page, path);
    const { width, names } = await page.evaluate(() => ({
      width: document.documentElement.scrollWidth - innerWidth,
      names: [...document.querySelectorAll('[href], [src]')].map(
        (one) => one.getAttribute('href') ?? one.getAttribute('src'),
      ),
    }));
    assert.ok(width <= 0, `${path} scrolls sideways at ${settings.viewport.width} pixels`);
    const { dead } = await deadEnds(onSite(names, page.url()), { skip: [''], by: path });
    assert.deepEqual(dead, []);
  }
  assert.deepEqual(faults, []);
}

for (const colorScheme of ['light', 'dark'])
  for (const width of [360, 1280]) {
    const settings = { colorScheme, viewport: { width, height: 800 } };

    test(`error pages have their style, ${colorScheme} and ${width} pixels wide`, async (t) => {
      const routes = Object.fromEntries(
        made.map((status) => [
          `${base}/made/${status}`,
          async (route) => route.fulfill({ response: await route.fetch({ url: `${base}/made/nope` }), status }),
        ]),
      );
      const list = [...errors, ...made.map((status) => [`/made/${status}`, status])];
      await visit(t, { ...settings, routes }, list, async (page, path) => {
        const { border, isDark } = await page.evaluate(() => {
          const [red] = getComputedStyle(document.body)
            .backgroundColor.match(/\d+(\.\d+)?/g)
            .map(Number);
          return { border: getComputedStyle(document.querySelector('main')).borderTopWidth, isDark: red < 64 };
        });
        assert.equal(border, '5px', `${path} has no style`);
        assert.equal(isDark, colorScheme === 'dark', `${path} is ${isDark ? 'dark' : 'light'}`);
      });
    });

    test(`the console stays empty, ${colorScheme} and ${width} pixels wide`, async (t) => {
      const list = pages.map((path) => [path, 200]);
      await visit(t, settings, list, (page) => page.waitForLoadState('networkidle'));
    });
  }
