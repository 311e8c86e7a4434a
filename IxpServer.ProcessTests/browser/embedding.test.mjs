import assert from 'node:assert/strict';
import { test } from 'node:test';
import { base, html, open } from './support/browser.mjs';

const { cors } = await (await fetch(`${base}/ixp/sdk/config`)).json();
const guest = cors.origins.find((origin) => origin !== '*' && origin !== new URL(base).origin);

test(
  'a page of another origin that is allowed shows both kinds of components',
  { skip: !guest && 'the server allows no other origin' },
  async (t) => {
    const page = await open(t, `${guest}/host`, {
      // A browser asks before a page from elsewhere may reach a server on this machine.
      permissions: ['local-network-access'],
      routes: {
        [`${guest}/host`]: html(
          `<link rel="icon" href="data:,"><script src="${base}/ixp/sdk"></script><div id="trusted"></div><div id="boxed"></div>`,
        ),
      },
    });
    const { apiBase } = await page.evaluate(async () => {
      const place = (id) => document.getElementById(id);
      await IXPRuntime.initialize({ theme: 'dark' });
      await IXPRuntime.render({ name: 'show_weather', parameters: { city: 'Lisbon' } }, place('trusted'));
      await IXPRuntime.render(
        { name: 'run_poll', parameters: { question: 'Yes or no?', options: ['yes', 'no'] } },
        place('boxed'),
      );
      return IXPRuntime.getContext();
    });
    assert.equal(apiBase, `${base}/ixp`);
    await page.getByRole('heading', { name: 'Lisbon' }).waitFor();
    await page.frameLocator('#boxed iframe').getByRole('heading', { name: 'Yes or no?' }).waitFor();
  },
);
