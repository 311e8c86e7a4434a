import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrived, bare, base, open } from './support/browser.mjs';

const ticket =
  '/#/create_support_ticket?subject=Broken%20lamp&contact=%7B%22name%22%3A%22Ada%22%2C%22email%22%3A%22ada%40example.com%22%7D';

test('an untrusted component runs in a frame that has no origin', async (t) => {
  const page = await open(t, ticket);
  await arrived(page);
  const element = page.locator('.target iframe');
  assert.equal(await element.getAttribute('sandbox'), 'allow-scripts');
  await page.frameLocator('.target iframe').getByRole('heading', { name: 'Broken lamp' }).waitFor();
  const frame = await (await element.elementHandle()).contentFrame();
  assert.equal(await frame.evaluate(() => window.origin), 'null');
  const attempts = await frame.evaluate(() =>
    Object.fromEntries(
      Object.entries({
        page: () => parent.document.title,
        address: () => parent.location.href,
        storage: () => localStorage.length,
        cookies: () => document.cookie,
      }).map(([name, attempt]) => {
        try {
          return [name, attempt()];
        } catch (error) {
          return [name, error.name];
        }
      }),
    ),
  );
  assert.deepEqual(attempts, {
    page: 'SecurityError',
    address: 'SecurityError',
    storage: 'SecurityError',
    cookies: 'SecurityError',
  });
});

test('the frame grows and shrinks with what it shows', async (t) => {
  const page = await open(t, `${ticket}&description=${'It flickers. '.repeat(60)}`, {
    viewport: { width: 1600, height: 1000 },
  });
  await arrived(page);
  const heightBecomes = (comparison, limit) =>
    page
      .waitForFunction(
        ([how, than]) => {
          const { height } = document.querySelector('.target iframe').getBoundingClientRect();
          return (how === 'above' ? height > than : how === 'below' ? height < than : height === than) && height;
        },
        [comparison, limit],
      )
      .then((height) => height.jsonValue());
  const content = page.frameLocator('.target iframe').locator('#stage');
  const deadline = Date.now() + 10_000;
  let wide, inside;

  // The component's styles may come after it: what is inside changes once more, and the frame follows.
  do {
    wide = await heightBecomes('above', 200);
    inside = await content.evaluate((node) => Math.ceil(node.getBoundingClientRect().height));
  } while (wide !== inside && Date.now() < deadline);
  assert.equal(wide, inside);
  await page.getByRole('radio', { name: '360' }).check({ force: true });
  const narrow = await heightBecomes('above', wide);
  await page.getByRole('radio', { name: 'Full' }).check({ force: true });
  await heightBecomes('below', narrow);
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
    await IXPRuntime.mount(
      {
        record: {
          moduleUrl: '/components/poll-card.js',
          exportName: 'PollCard',
          props: { question: 'Yes or no?', options: ['yes', 'no'] },
        },
        component: { name: 'PollCard', framework: 'vanilla' },
      },
      element,
    );
    return element.querySelector('iframe')?.getAttribute('sandbox');
  });
  assert.equal(tag, 'allow-scripts');
});

test('props reach a mounted frame, and destroy removes it', async (t) => {
  const page = await bare(t);
  await page.evaluate(async () => {
    window.handle = await IXPRuntime.render(
      { name: 'run_poll', parameters: { question: 'First one?', options: ['a', 'b'] } },
      document.getElementById('here'),
    );
    window.handle.update({ question: 'Second one?' });
  });
  await page.frameLocator('iframe').getByRole('heading', { name: 'Second one?' }).waitFor();
  await page.evaluate(() => window.handle.destroy());
  assert.equal(await page.locator('iframe').count(), 0);
});

test('what is shown stays until its successor is there', async (t) => {
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  const page = await bare(t, {
    routes: {
      [`${base}/ixp/render`]: async (route) => {
        if (route.request().postData().includes('Second')) await held;
        await route.continue();
      },
    },
  });
  await page.evaluate(async () => {
    const render = (question) =>
      IXPRuntime.render(
        { name: 'run_poll', parameters: { question, options: ['a', 'b'] } },
        document.getElementById('here'),
      );
    await render('First one?');
    window.second = render('Second one?');
  });
  await page.frameLocator('iframe').getByRole('heading', { name: 'First one?' }).waitFor();
  release();
  await page.evaluate(() => window.second);
  await page.frameLocator('iframe').getByRole('heading', { name: 'Second one?' }).waitFor();
});

test('what is shown stays when its successor fails, in a frame and in the page', async (t) => {
  const page = await bare(t, {
    expected: [/404/],
    routes: {
      [`${base}/components/none.js`]: { status: 404, body: '', headers: { 'Access-Control-Allow-Origin': '*' } },
    },
  });
  const outcome = await page.evaluate(async () => {
    const here = document.getElementById('here');
    const parameters = { question: 'Still here?', options: ['a', 'b'] };
    const handle = await IXPRuntime.render({ name: 'run_poll', parameters }, here);
    const before = here.firstChild;
    const codes = [];
    for (const sandboxed of [true, false])
      await IXPRuntime.mount(
        { record: { moduleUrl: '/components/none.js', exportName: 'None', props: {} }, component: { name: 'None' } },
        here,
        { sandboxed },
      ).catch((error) => codes.push(error.code));
    const isSame = here.childNodes.length === 1 && here.firstChild === before;
    handle.update({ question: 'And it works?' });
    return { codes, isSame };
  });
  assert.deepEqual(outcome, { codes: ['MODULE_FAILED', 'MODULE_FAILED'], isSame: true });
  await page.frameLocator('iframe').getByRole('heading', { name: 'And it works?' }).waitFor();
});

test('a successor takes the whole place of what was shown', async (t) => {
  const page = await bare(t);
  const outcome = await page.evaluate(async () => {
    const here = document.getElementById('here');
    here.textContent = 'It comes.';
    const render = (question) =>
      IXPRuntime.render({ name: 'run_poll', parameters: { question, options: ['a', 'b'] } }, here);
    const seen = [];
    for (const question of ['First one?', 'Second one?']) {
      const coming = render(question);
      seen.push(here.textContent);
      await coming;
      const { position, opacity, width } = getComputedStyle(here.firstElementChild);
      seen.push([here.childNodes.length, position, opacity, width === getComputedStyle(here).width]);
    }
    return seen;
  });
  assert.deepEqual(outcome, ['It comes.', [1, 'static', '1', true], '', [1, 'static', '1', true]]);
  await page.frameLocator('iframe').getByRole('heading', { name: 'Second one?' }).waitFor();
});

test('a module that fails in the frame is an error outside', async (t) => {
  const page = await bare(t, {
    expected: [/404/],
    routes: {
      [`${base}/components/none.js`]: { status: 404, body: '', headers: { 'Access-Control-Allow-Origin': '*' } },
    },
  });
  const code = await page.evaluate(() =>
    IXPRuntime.mount(
      { record: { moduleUrl: '/components/none.js', exportName: 'None', props: {} }, component: { name: 'None' } },
      document.getElementById('here'),
    ).catch((error) => error.code),
  );
  assert.equal(code, 'MODULE_FAILED');
  assert.equal(await page.locator('iframe').count(), 0);
});
