import { readFile } from 'node:fs/promises';
import { base, open } from './browser.mjs';

const script = async (route) => {
  const name = new URL(route.request().url()).pathname.split('/').at(-1);
  const body = await readFile(new URL(`./forms/${name}`, import.meta.url), 'utf8');
  await route.fulfill({ contentType: 'text/javascript', body });
};

/** The page of an intent that is not there: the form's modules, no form of its own, and the scripts that try forms. */
export const laboratory = (t) => open(t, '/#/no_intent', { routes: { [`${base}/test/*.js`]: script } });
