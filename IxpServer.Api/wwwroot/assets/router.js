// Addresses: #/ is the first page, #/name?city=Lisbon an intent with parameters. Text stays as it is;
// everything else is JSON, so that a link can carry nested values.

export function parse(hash) {
  if (!hash.startsWith('#/')) return { name: null, query: new URLSearchParams() };
  const [path, query = ''] = hash.slice(2).split('?');
  return { name: decodeURIComponent(path) || null, query: new URLSearchParams(query) };
}

export function link(name, parameters = {}) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    if (value !== undefined) query.set(key, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return `#/${encodeURIComponent(name)}${query.size ? `?${query}` : ''}`;
}

/** Parameters from an address. What the schema calls text is never read as JSON: a city may be called "true". */
export function parameters(query, schema) {
  const result = {};
  for (const [key, text] of query) {
    result[key] = schema?.properties?.[key]?.type === 'string' ? text : valueOf(text);
  }
  return result;
}

function valueOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export function onRoute(show) {
  addEventListener('hashchange', () => show(parse(location.hash)));
  show(parse(location.hash));
}

/** Keeps the address in step with the form without leaving the page. */
export function remember(name, values) {
  history.replaceState(null, '', link(name, values));
}
