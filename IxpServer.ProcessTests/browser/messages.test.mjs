import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base, html, open } from './support/browser.mjs';

// A site of another origin; the browser never asks for it, the test answers in its place.
const site = new URL(base);
site.port = site.port === '48123' ? '48124' : '48123';
const parent = site.origin;
const elsewhere = 'https://elsewhere.example';

/** A page of another origin that keeps what it is told, around a page of the server's origin that has the runtime. */
async function embedded(t, expected = []) {
  const page = await open(t, `${parent}/host`, {
    expected,
    routes: {
      [`${parent}/host`]: html(`<link rel="icon" href="data:,"><script>
        window.told = [];
        addEventListener('message', ({ data, origin }) => told.push({ ...data, from: origin }));
      </script><iframe src="${base}/child"></iframe>`),
      [`${base}/child`]: html('<script src="/ixp/sdk"></script>'),
    },
  });
  const child = await (await page.locator('iframe').elementHandle()).contentFrame();
  await child.waitForFunction(() => window.IXPRuntime);
  return { page, child };
}

test('the configured parent is notified', async (t) => {
  const { page, child } = await embedded(t);
  await child.evaluate(async (targetOrigin) => {
    await IXPRuntime.initialize({ targetOrigin, context: { componentId: 'PollCard', intentId: 'run_poll' } });
    IXPRuntime.notify('voted', { answer: 1 });
    IXPRuntime.nextStep({ to: 'thanks' });
  }, parent);
  await page.waitForFunction(() => window.told.length === 2);
  const [first, second] = await page.evaluate(() => window.told);
  assert.ok(!Number.isNaN(Date.parse(first.timestamp)));
  assert.deepEqual(
    { ...first, timestamp: 0 },
    {
      type: 'ixp-notification',
      notificationType: 'voted',
      data: { answer: 1 },
      componentId: 'PollCard',
      intentId: 'run_poll',
      timestamp: 0,
      from: new URL(base).origin,
    },
  );
  assert.equal(second.notificationType, 'next-step');
});

test('any other parent hears nothing', async (t) => {
  const { page, child } = await embedded(t, [/postMessage/]);
  await child.evaluate(async (targetOrigin) => {
    await IXPRuntime.initialize({ targetOrigin });
    IXPRuntime.notify('secret', {});
    // Messages arrive in order: when this one is there, the other would be as well.
    parent.postMessage({ type: 'last' }, '*');
  }, elsewhere);
  await page.waitForFunction(() => window.told.some(({ type }) => type === 'last'));
  assert.deepEqual(await page.evaluate(() => window.told.map(({ type }) => type)), ['last']);
});

test('without a configured parent only this page hears it, and the console warns', async (t) => {
  const warnings = [];
  const { page, child } = await embedded(t, [/no targetOrigin/]);
  page.on('console', (message) => warnings.push(message.text()));
  const heard = await child.evaluate(async () => {
    const heard = [];
    await IXPRuntime.initialize();
    IXPRuntime.subscribe('notification', ({ notificationType }) => heard.push(notificationType));
    IXPRuntime.notify('secret', {});
    parent.postMessage({ type: 'last' }, '*');
    return heard;
  });
  await page.waitForFunction(() => window.told.some(({ type }) => type === 'last'));
  assert.deepEqual(heard, ['secret']);
  assert.deepEqual(await page.evaluate(() => window.told.map(({ type }) => type)), ['last']);
  assert.equal(warnings.filter((text) => text.includes('no targetOrigin')).length, 1);
});

test('no wildcard can be configured', async (t) => {
  const { child } = await embedded(t);
  assert.equal(
    await child.evaluate(() => IXPRuntime.initialize({ targetOrigin: '*' }).catch((error) => error.code)),
    'INVALID_ARGUMENT',
  );
});

test('the configured parent may update the context', async (t) => {
  const { page, child } = await embedded(t);
  await child.evaluate(async (targetOrigin) => {
    await IXPRuntime.initialize({ targetOrigin });
    window.updates = [];
    IXPRuntime.subscribe('context-updated', ({ intentId }) => window.updates.push(intentId));
  }, parent);
  await page.evaluate(
    (origin) =>
      frames[0].postMessage({ type: 'ixp-context-update', intentId: 'run_poll', context: { sessionId: 's1' } }, origin),
    new URL(base).origin,
  );
  await child.waitForFunction(() => window.updates.length === 1);
  assert.equal(await child.evaluate(() => IXPRuntime.getContext().sessionId), 's1');
});

test('a sandboxed component hears of a new context', async (t) => {
  const probe = `export const Probe = (element, props, context) => {
    context.subscribe('context-updated', ({ sessionId }) => { element.textContent = sessionId; });
  };`;
  const { page, child } = await embedded(t);
  await page
    .context()
    .route(`${base}/components/probe.js`, (route) =>
      route.fulfill({ contentType: 'text/javascript', headers: { 'Access-Control-Allow-Origin': '*' }, body: probe }),
    );
  await child.evaluate(async (targetOrigin) => {
    await IXPRuntime.initialize({ targetOrigin });
    await IXPRuntime.mount(
      { record: { moduleUrl: '/components/probe.js', exportName: 'Probe', props: {} }, component: { name: 'Probe' } },
      document.body,
    );
  }, parent);
  await page.evaluate(
    (origin) => frames[0].postMessage({ type: 'ixp-context-update', context: { sessionId: 's2' } }, origin),
    new URL(base).origin,
  );
  await page.frameLocator('iframe').frameLocator('iframe').getByText('s2').waitFor();
});

test('nobody else may update the context', async (t) => {
  const { page, child } = await embedded(t);
  await child.evaluate(async (targetOrigin) => {
    await IXPRuntime.initialize({ targetOrigin });
    addEventListener('message', ({ data }) => {
      window.last = data.type === 'last';
    });
  }, elsewhere);
  await page.evaluate(() => {
    frames[0].postMessage({ type: 'ixp-context-update', intentId: 'forged' }, '*');
    frames[0].postMessage({ type: 'last' }, '*');
  });
  await child.waitForFunction(() => window.last);
  assert.equal(await child.evaluate(() => IXPRuntime.getContext().intentId), null);
});
