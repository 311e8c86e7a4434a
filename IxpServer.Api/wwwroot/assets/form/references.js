// Where a $ref leads, inside the same document: by pointer, by $anchor, by $id (JSON Schema 2020-12 core 8.2, 9.2).
const indexes = new WeakMap();
const NOWHERE = 'ixp:/schema';

/** Up to draft-07, what stands beside a reference means nothing, and a fragment in an identifier is an anchor. */
export const standsAlone = ({ $ref }, root) => typeof $ref === 'string' && isUpTo07(root);

const isUpTo07 = (root) => /\/draft-0[3-7]\//.test(root.$schema);

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
  const idWord = /draft-0[34]/.test(root.$schema) ? 'id' : '$id';
  // Without recursion: a document may be deeper than the stack.
  const open = [[root, NOWHERE]];
  while (open.length) {
    const [node, outer] = open.pop();
    const id = standsAlone(node, root) ? undefined : node[idWord];
    const isId = typeof id === 'string' && URL.canParse(id, outer);
    const [base, fragment] = isId ? new URL(id, outer).href.split('#') : [outer];
    if (base !== outer && !index.resources.has(base)) index.resources.set(base, node);
    index.bases.set(node, base);
    for (const name of [node.$anchor, node.$dynamicAnchor]) {
      if (typeof name === 'string') index.anchors.set(`${base}#${name}`, node);
    }
    if (fragment && isUpTo07(root)) index.anchors.set(`${base}#${unescaped(fragment)}`, node);
    for (const child of Object.values(node)) if (child && typeof child === 'object') open.push([child, base]);
  }
  return index;
}
