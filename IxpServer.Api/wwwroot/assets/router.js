// Addresses: #/ is the first page, #/name?city=Lisbon an intent with parameters. Text stays as it is;
// everything else is JSON, so that a link can carry nested values.
import { isObject } from './exact.js';
import { memberSchema } from './form/parts.js';
import { spell, valueOf } from './form/spelling.js';

/** Longer than this an address is refused by some browser or other. */
const MAX_LENGTH = 60_000;

export function parse(hash) {
  if (!hash.startsWith('#/')) return { name: null, query: new URLSearchParams() };
  const [path, ...query] = hash.slice(2).split('?');
  return { name: unescaped(path) || null, query: new URLSearchParams(query.join('?')) };
}

function unescaped(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {{name: string, parameters?: object|boolean}} intent whose schema says how its values are written */
export function link({ name, parameters: schema }, values) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(isObject(values) ? values : {})) {
    if (value !== undefined) query.set(key, spell(value, memberSchema(schema, key), schema));
  }
  return `#/${encodeURIComponent(name)}${query.size ? `?${query}` : ''}`;
}

/** Parameters from an address. What the schema calls text is never read as JSON: a city may be called "true". */
export const parameters = (query, schema) =>
  Object.fromEntries([...query].map(([key, text]) => [key, valueOf(text, memberSchema(schema, key), schema)]));

export function onRoute(show) {
  addEventListener('hashchange', () => show(parse(location.hash)));
  show(parse(location.hash));
}

/** Keeps the address in step with the form without leaving the page. */
export function remember(intent, values) {
  const address = link(intent, values);
  history.replaceState(null, '', address.length > MAX_LENGTH ? link(intent) : address);
}
