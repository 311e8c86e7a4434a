// Where a $ref leads, inside the same document: by pointer, by $anchor, by $id (JSON Schema 2020-12 core 8.2, 9.2).
const indexes = new WeakMap();
const NOWHERE = 'ixp:/schema';

/** @returns {object|boolean|undefined} the schema that `reference` names, as it is read at `from` */
export function follow(reference, from, root) {
  const { bases, resources, anchors } = indexOf(root);
  const base = bases.get(from) ?? NOWHERE;
  if (!URL.canParse(reference, base)) return undefined;
  const url = new URL(reference, base);
  const fragment = unescaped(url.hash.slice(1));
  url.hash = '';
  if (fragment && !fragment.startsWith('/')) return anchors.get(`${url.href}#${fragment}`);
  return fragment
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((node, step) => (node && Object.hasOwn(node, step) ? node[step] : undefined), resources.get(url.href));
}

function unescaped(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function indexOf(root) {
  const known = indexes.get(root);
  if (known) return known;
  const index = { bases: new WeakMap(), resources: new Map([[NOWHERE, root]]), anchors: new Map() };
  indexes.set(root, index);
  // Without recursion: a document may be deeper than the stack.
  const open = [[root, NOWHERE]];
  while (open.length) {
    const [node, outer] = open.pop();
    const id = node.$id ?? node.id;
    const base = typeof id === 'string' && URL.canParse(id, outer) ? new URL(id, outer).href.split('#')[0] : outer;
    if (base !== outer && !index.resources.has(base)) index.resources.set(base, node);
    index.bases.set(node, base);
    for (const name of [node.$anchor, node.$dynamicAnchor]) {
      if (typeof name === 'string') index.anchors.set(`${base}#${name}`, node);
    }
    // Draft 4 to 7 wrote an anchor as an $id that is a fragment.
    if (typeof id === 'string' && id.startsWith('#')) index.anchors.set(`${outer}${id}`, node);
    for (const child of Object.values(node)) if (child && typeof child === 'object') open.push([child, base]);
  }
  return index;
}
