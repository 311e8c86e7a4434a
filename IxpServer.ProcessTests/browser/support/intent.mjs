import { base, open, refused } from './browser.mjs';

/**
 * Opens the page with one intent of the test's own, which the server does not know: what is sent is looked at, and the
 * answer is a 404. `examples` is text where the spelling of numbers matters.
 */
export async function openIntent(t, parameters, { examples = [], query = '', expected = [] } = {}) {
  const [schema, list] = [parameters, examples].map((part) => (typeof part === 'string' ? part : JSON.stringify(part)));
  const intent = `{"name":"tried","version":"1.0.0","description":"","component":"C","parameters":${schema},"examples":${list}}`;
  return open(t, `/#/tried${query}`, {
    expected: [refused(404), refused(400), ...expected],
    routes: { [`${base}/ixp/intents`]: { contentType: 'application/json', body: `{"intents":[${intent}]}` } },
  });
}

/** The text of the parameters that an action sends. */
export async function sentText(page, act) {
  const [request] = await Promise.all([page.waitForRequest('**/ixp/render'), act()]);
  return request.postData().replace(/^\{"intent":\{"name":"tried"(,"parameters":)?|\}\}$/g, '');
}

export const sent = async (page, act) => JSON.parse(await sentText(page, act));

export const render = (page) => page.getByRole('button', { name: 'Render' }).click();
