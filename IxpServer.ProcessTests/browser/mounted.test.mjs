// The server has a path of a host, behind nginx, and is told nothing of it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { arrived, base, html, open } from './support/browser.mjs';

const directory = await mkdtemp(join(tmpdir(), 'ixp-mounted-'));
const host = `http://127.0.0.1:${await freePort()}`;
const mount = `${host}/ixp-demo`;
let nginx;

before(async () => {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${directory}/${name};`)
    .join(' ');
  const file = join(directory, 'nginx.conf');
  await writeFile(
    file,
    `daemon off; pid ${directory}/pid; events {} http { access_log off; proxy_max_temp_file_size 0; ${temporary}
      server { listen ${new URL(host).host}; location /ixp-demo/ { proxy_pass ${base}/; } } }`,
  );
  nginx = spawn('nginx', ['-e', 'stderr', '-c', file], { stdio: 'inherit' });
  while (!(await fetch(`${mount}/alive`).catch(() => null)))
    assert.equal(nginx.exitCode, null, 'nginx has ended');
});
after(async () => {
  nginx.kill();
  await once(nginx, 'exit');
  await rm(directory, { recursive: true });
});

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Opens a page of the host; whatever it, its frames and its styles ask for must be below the path, and be there. */
async function openMounted(t, address, routes = {}, expected = []) {
  const asked = [];
  const note = (route) => {
    asked.push(route.request().url());
    return route.continue();
  };
  const page = await open(t, address, { expected, routes: { '**/*': note, ...routes } });
  t.after(() =>
    assert.deepEqual(
      asked.filter((url) => !url.startsWith(`${mount}/`)),
      [],
    ),
  );
  return { page, asked };
}

const hasFonts = (asked) => asked.some((url) => url.startsWith(`${mount}/components/fonts/`));

test('the playground shows both kinds of components', async (t) => {
  const { page, asked } = await openMounted(t, `${mount}/#/show_weather?city=Lisbon`);
  await arrived(page);
  await page.goto(`${mount}/#/run_poll?question=Yes%20or%20no%3F&options=%5B%22yes%22%2C%22no%22%5D`);
  await page.frameLocator('.target iframe').getByRole('heading', { name: 'Yes or no?' }).waitFor();
  assert.ok(hasFonts(asked));
});

for (const path of ['/ixp', '/ixp/'])
  test(`${path} shows how the server is, and its endpoints answer`, async (t) => {
    const { page } = await openMounted(t, mount + path);
    await page.locator('#health').getByText('Healthy').waitFor();
    await page.getByText(/\d+ intents loaded/).waitFor();
    await page.getByRole('button', { name: 'Send /ixp/init' }).click();
    await page.getByRole('heading', { name: /^200 in / }).waitFor();
    await page.locator('.brand').click();
    await page.locator('#catalog').getByRole('link').first().waitFor();
  });

test('another page of the host uses the runtime', async (t) => {
  const { page, asked } = await openMounted(t, `${host}/elsewhere/page`, {
    [`${host}/elsewhere/page`]: html(
      `<link rel="icon" href="data:,"><script src="${mount}/ixp/sdk"></script>
       <div id="trusted"></div><div id="boxed"></div>`,
    ),
  });
  await page.evaluate(async () => {
    const place = (id) => document.getElementById(id);
    await IXPRuntime.initialize();
    await IXPRuntime.render({ name: 'show_weather', parameters: { city: 'Lisbon' } }, place('trusted'));
    await IXPRuntime.render(
      { name: 'run_poll', parameters: { question: 'Yes or no?', options: ['yes', 'no'] } },
      place('boxed'),
    );
    await document.fonts.ready;
  });
  await page.getByRole('heading', { name: 'Lisbon' }).waitFor();
  await page.frameLocator('#boxed iframe').getByRole('heading', { name: 'Yes or no?' }).waitFor();
  assert.ok(hasFonts(asked));
});

test('a path on the server is below the path of apiBase, and other addresses are as they are', async (t) => {
  const { page } = await openMounted(t, `${host}/elsewhere/page`, {
    [`${host}/elsewhere/page`]: html(
      `<link rel="icon" href="data:,"><script src="${mount}/ixp/sdk"></script><div id="here"></div>`,
    ),
    '**/card.js': {
      contentType: 'text/javascript',
      headers: { 'Access-Control-Allow-Origin': '*' },
      body: 'export const Card = (element) => { element.textContent = import.meta.url; };',
    },
  });
  const found = await page.evaluate(async () => {
    const here = document.getElementById('here');
    const result = {};
    for (const apiBase of ['/a/b/ixp', '/a/b/ixp/', '/ixp', '/own-name', 'https://api.test/ixp'])
      for (const moduleUrl of ['/components/card.js', 'card.js', '//cdn.test/card.js', 'https://cdn.test/x/card.js']) {
        await IXPRuntime.initialize({ apiBase, config: {}, theme: null });
        await IXPRuntime.mount(
          { record: { moduleUrl, exportName: 'Card', props: {} }, component: { name: 'Card' } },
          here,
          { sandboxed: false },
        );
        (result[apiBase] ??= []).push(here.textContent);
      }
    return result;
  });
  const others = ['http://cdn.test/card.js', 'https://cdn.test/x/card.js'];
  assert.deepEqual(found, {
    '/a/b/ixp': [`${host}/a/b/components/card.js`, `${host}/a/b/card.js`, ...others],
    '/a/b/ixp/': [`${host}/a/b/components/card.js`, `${host}/a/b/card.js`, ...others],
    '/ixp': [`${host}/components/card.js`, `${host}/card.js`, ...others],
    '/own-name': [`${host}/own-name/components/card.js`, `${host}/own-name/card.js`, ...others],
    'https://api.test/ixp': ['https://api.test/components/card.js', 'https://api.test/card.js', 'https://cdn.test/card.js', others[1]],
  });
});

test('the reference of the API finds its document', async (t) => {
  // It asks whether it may, and does without.
  const { page } = await openMounted(t, `${mount}/docs/`, {}, [/script-src refused eval/]);
  await page.getByText('Renders an intent: what to mount').first().waitFor();
});
