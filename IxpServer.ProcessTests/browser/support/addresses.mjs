// Every address that a text names, as it is read from where the text is.
const patterns = {
  'text/html': [/\s(?:href|src|action)="([^"]+)"/g],
  'text/css': [/url\(['"]?([^'")]+)['"]?\)/g, /@import\s+['"]([^'"]+)/g],
  'text/javascript': [/(?:from|import)\s*\(?\s*'([^']+)'/g, /new URL\('([^']+)',\s*import\.meta\.url\)/g],
};

/** @returns {string[]} absolute addresses on the same origin, without fragments */
export function named(text, type, address) {
  const found = (patterns[type?.split(';')[0]] ?? []).flatMap((pattern) => [...text.matchAll(pattern)]);
  return onSite(
    found.map(([, name]) => name.replaceAll('&amp;', '&')),
    address,
  );
}

export function onSite(names, address) {
  return names
    .filter((name) => URL.canParse(name, address))
    .map((name) => new URL(name, address))
    .filter(({ origin }) => origin === new URL(address).origin)
    .map((url) => url.href.split('#')[0]);
}

/** Known to answer: pages name the same addresses over and over. */
const alive = new Set();

/** Follows all addresses from the first ones on, through pages, styles and scripts: what does not answer, and who named it. */
export async function deadEnds(first, { skip = [], by = null } = {}) {
  const from = new Map(first.map((address) => [address, by]));
  const dead = [];
  for (const address of from.keys()) {
    const isFollowed = !skip.some((part) => address.includes(part));
    if (alive.has(address) && !isFollowed) continue;
    const response = await fetch(address, { headers: { Accept: 'text/html, */*;q=0.8' } });
    const text = await response.text();
    if (response.ok) alive.add(address);
    if (response.status >= 400 && from.get(address))
      dead.push(`${address} is ${response.status}, named by ${from.get(address)}`);
    if (!isFollowed) continue;
    for (const name of named(text, response.headers.get('content-type'), response.url))
      if (!from.has(name)) from.set(name, address);
  }
  return { dead, followed: [...from.keys()] };
}
