import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bare, base, html, open } from './support/browser.mjs';

const API = [
  'initialize',
  'render',
  'notify',
  'nextStep',
  'fetchData',
  'useTheme',
  'setAvailableThemes',
  'getAvailableThemes',
  'createDarkTheme',
  'applyTheme',
  'getConfig',
  'isInitialized',
  'getContext',
  'subscribe',
  'emit',
  'reportMetrics',
  'log',
];
const poll = { question: 'Yes or no?', options: ['yes', 'no'] };
const newsletter = { name: 'subscribe_newsletter' };

for (const [way, tag] of [
  ['a plain script', '<script src="/ixp/sdk"></script>'],
  ['a module', '<script type="module">import "/ixp/sdk"; import "/ixp/sdk?again";</script>'],
]) {
  test(`loaded by ${way} it offers its whole API`, async (t) => {
    const page = await open(t, '/loaded', {
      routes: { [`${base}/loaded`]: html(`<link rel="icon" href="data:,">${tag}`) },
    });
    await page.waitForFunction(() => window.IXPRuntime);
    assert.deepEqual(
      await page.evaluate((names) => names.filter((name) => typeof window.IXPRuntime[name] !== 'function'), API),
      [],
    );
    const config = await page.evaluate(() => IXPRuntime.initialize());
    assert.equal(config.theme.mode, 'light');
    assert.deepEqual(await page.evaluate(() => [IXPRuntime.isInitialized(), IXPRuntime.getContext().apiBase]), [
      true,
      `${base}/ixp`,
    ]);
  });
}

test('an answer is kept for its time to live, one for each request', async (t) => {
  const page = await bare(t);
  let requests = 0;
  page.on('request', (request) => {
    requests += request.url() === `${base}/ixp/render` ? 1 : 0;
  });
  await page.clock.install();
  const render = (parameters, settings) =>
    page.evaluate(
      async ([name, values, more]) =>
        (await IXPRuntime.render({ name, parameters: values }, document.getElementById('here'), more)).cached,
      [newsletter.name, parameters, settings],
    );
  assert.equal(await render({ frequency: 'daily', topics: [] }), false);
  assert.equal(await render({ topics: [], frequency: 'daily' }), true, 'the order of keys does not matter');
  assert.equal(await render({ frequency: 'monthly' }), false);
  assert.equal(await render({ frequency: 'monthly' }, { fresh: true }), false);
  assert.equal(requests, 3);
  await page.clock.fastForward('02:00:00');
  assert.equal(await render({ frequency: 'daily', topics: [] }), false, 'the time is over');
});

test('headers of renders open a session and end what is kept', async (t) => {
  const page = await bare(t, { expected: [/status of 404/] });
  const [without, known, again] = await page.evaluate(async (name) => {
    const { id, token } = await (await fetch('/api/sessions', { method: 'POST' })).json();
    const render = () => IXPRuntime.render(name, document.getElementById('here'));
    await IXPRuntime.initialize({ context: { sessionId: id } });
    const refused = await render().catch((error) => error.code);
    const headers = { 'X-Session-Token': token };
    await IXPRuntime.initialize({ headers });
    const first = await render();
    await IXPRuntime.initialize({ headers });
    return [refused, first.cached, (await render()).cached];
  }, newsletter.name);
  assert.deepEqual([without, known, again], ['NOT_FOUND', false, false]);
});

test('an answer with stale data is asked for again', async (t) => {
  const page = await bare(t, {
    routes: {
      [`${base}/ixp/render`]: async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { ...(await response.json()), degraded: ['weather'] } });
      },
    },
  });
  const cached = await page.evaluate(async () => {
    const render = () =>
      IXPRuntime.render({ name: 'show_weather', parameters: { city: 'Lisbon' } }, document.getElementById('here'));
    await render();
    return (await render()).cached;
  });
  assert.equal(cached, false);
});

test('errors of the server, of the caller and of the module have their codes', async (t) => {
  const page = await bare(t, { expected: [/status of 40[04]/] });
  const codes = await page.evaluate(async () => {
    const here = document.getElementById('here');
    const codeOf = (promise) =>
      promise.then(
        () => 'none',
        (error) => [error instanceof IXPRuntime.IXPError, error.code, error.status ?? 0].join(),
      );
    const record = (moduleUrl, exportName = 'X') => ({
      record: { moduleUrl, exportName, props: {} },
      component: { name: 'X', framework: 'vanilla', securityPolicy: { sandboxed: false } },
    });
    const controller = new AbortController();
    const given = codeOf(IXPRuntime.render('run_poll', here, { signal: controller.signal }));
    controller.abort();
    return [
      await given,
      await codeOf(IXPRuntime.render('nothing', here)),
      await codeOf(IXPRuntime.render('show_weather', here)),
      await codeOf(IXPRuntime.render({}, here)),
      await codeOf(IXPRuntime.mount(record('javascript:alert(1)'), here)),
      await codeOf(IXPRuntime.mount(record('data:text/javascript,export const X=1'), here)),
      await codeOf(IXPRuntime.mount(record('/components/poll-card.js', 'Missing'), here)),
      await codeOf(IXPRuntime.fetchData('https://elsewhere.example/')),
    ];
  });
  assert.deepEqual(codes, [
    'true,ABORTED,0',
    'true,INTENT_NOT_SUPPORTED,404',
    'true,INVALID_REQUEST,400',
    'true,INVALID_ARGUMENT,0',
    'true,MODULE_REFUSED,0',
    'true,MODULE_REFUSED,0',
    'true,EXPORT_MISSING,0',
    'true,INVALID_ARGUMENT,0',
  ]);
});

test('an answer that is no JSON is an error of its own', async (t) => {
  const page = await bare(t, {
    routes: { [`${base}/ixp/render`]: { contentType: 'text/html', body: '<p>a proxy</p>' } },
  });
  assert.equal(
    await page.evaluate(() =>
      IXPRuntime.render('run_poll', document.getElementById('here')).catch((error) => error.code),
    ),
    'INVALID_ANSWER',
  );
});

test('the last render into an element wins', async (t) => {
  const page = await bare(t);
  const outcome = await page.evaluate(async () => {
    const here = document.getElementById('here');
    const first = IXPRuntime.render({ name: 'show_weather', parameters: { city: 'Lisbon' } }, here).catch(
      (error) => error.code,
    );
    await IXPRuntime.render({ name: 'show_recipe' }, here);
    return [await first, here.childElementCount];
  });
  assert.deepEqual(outcome, ['ABORTED', 1]);
  await page.getByRole('heading', { name: 'Caldo verde' }).waitFor();
});

test('a module that differs from its integrity value does not run', async (t) => {
  const page = await bare(t, {
    expected: [/integrity/i],
    routes: {
      [`${base}/components/newsletter-signup.js`]: {
        contentType: 'text/javascript',
        body: 'window.ran = true; export const NewsletterSignup = () => {};',
      },
    },
  });
  const outcome = await page.evaluate(
    (request) => IXPRuntime.render(request, document.getElementById('here')).catch((error) => [error.code, window.ran]),
    newsletter,
  );
  assert.deepEqual(outcome, ['INTEGRITY_FAILED', undefined]);
});

test('frameworks come in by adapters', async (t) => {
  const page = await bare(t, {
    routes: {
      [`${base}/components/react.js`]: {
        contentType: 'text/javascript',
        body: 'export const Hello = ({ name }) => `Hello ${name}`;',
      },
    },
  });
  const outcome = await page.evaluate(async () => {
    const here = document.getElementById('here');
    const answer = {
      record: { moduleUrl: '/components/react.js', exportName: 'Hello', props: { name: 'Ada' } },
      component: { name: 'Hello', framework: 'react', securityPolicy: { sandboxed: false } },
    };
    const without = await IXPRuntime.mount(answer, here).catch((error) => error.code);
    const react = ({ element, component, props }) => {
      const show = (values) => {
        element.textContent = component(values);
      };
      show(props);
      return {
        update: show,
        destroy: () => {
          element.textContent = '';
        },
      };
    };
    await IXPRuntime.initialize({ adapters: { react } });
    const handle = await IXPRuntime.mount(answer, here);
    const first = here.textContent;
    await handle.update({ name: 'Grace' });
    return [without, first, here.textContent];
  });
  assert.deepEqual(outcome, ['ADAPTER_MISSING', 'Hello Ada', 'Hello Grace']);
});

test('themes: chosen by mode, derived for the dark, applied as custom properties', async (t) => {
  const page = await bare(t);
  const outcome = await page.evaluate(async () => {
    await IXPRuntime.initialize({ theme: 'light' });
    const seen = [];
    IXPRuntime.subscribe('theme:changed', ({ mode }) => seen.push(mode));
    const value = (name) => document.documentElement.style.getPropertyValue(name);
    const light = value('--ixp-background-surface');
    IXPRuntime.useTheme().toggleMode();
    const { mode, colors } = IXPRuntime.useTheme();
    return {
      seen,
      mode,
      names: IXPRuntime.getAvailableThemes().map(({ name }) => name),
      changed: value('--ixp-background-surface') !== light,
      same: value('--ixp-background-surface') === colors.background.surface,
      button: IXPRuntime.applyTheme('button', 'primary', 'md').borderRadius,
      unknown: await IXPRuntime.initialize({ theme: 'nowhere' }).catch((error) => error.code),
    };
  });
  assert.deepEqual(outcome, {
    seen: ['dark'],
    mode: 'dark',
    names: ['spruce', 'spruce-dark'],
    changed: true,
    same: true,
    button: '999px',
    unknown: 'INVALID_ARGUMENT',
  });
});

test('a poll in the page can be updated by its handle', async (t) => {
  const page = await bare(t);
  await page.evaluate(async (props) => {
    const handle = await IXPRuntime.mount(
      {
        record: { moduleUrl: '/components/poll-card.js', exportName: 'PollCard', props },
        component: { name: 'PollCard', framework: 'vanilla' },
      },
      document.getElementById('here'),
      { sandboxed: false },
    );
    await handle.update({ question: 'Really?' });
  }, poll);
  await page.getByRole('heading', { name: 'Really?' }).waitFor();
});
