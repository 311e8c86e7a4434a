import { isObject, same } from '../exact.js';
import { follow, standsAlone } from './references.js';

const resolved = new WeakMap();

/** Schemas within schemas that all apply: deeper than any that was written by hand, and far from the end of the stack. */
const MAX_NESTED = 100;

/**
 * One plain schema: references followed, with what stands beside them, and `allOf` merged. `offered` holds the
 * properties of branches that count only sometimes (`then`, `else`, `dependentSchemas`, `dependencies`, `anyOf`,
 * `oneOf`).
 */
export function resolve(schema, root, seen = new Set()) {
  if (!isObject(schema) || seen.has(schema) || seen.size > MAX_NESTED) return {};
  const known = resolved.get(schema);
  if (known) return known;
  const inner = new Set(seen).add(schema);
  const { $ref, $dynamicRef, $recursiveRef, allOf, ...own } = standsAlone(schema, root) ? bare(schema) : schema;
  const parts = [$ref, $dynamicRef, $recursiveRef]
    .filter((reference) => typeof reference === 'string')
    .map((reference) => follow(reference, schema, root));
  if (Array.isArray(allOf)) parts.push(...allOf);
  const merged = [...parts.map((part) => resolve(part, root, inner)), own].reduce(merge, {});
  const result = offer(merged, own, root, inner);
  if (seen.size === 0) resolved.set(schema, result);
  return result;
}

/** A reference beside which nothing counts but what is only shown. */
const bare = ({ $ref, title, description }) => ({
  $ref,
  ...(title !== undefined && { title }),
  ...(description !== undefined && { description }),
});

/** The schema that references lead to at last: what holds its own kind is known by it. */
export function targetOf(schema, root) {
  const seen = new Set();
  let target = schema;
  while (typeof target?.$ref === 'string' && !seen.has(target)) {
    seen.add(target);
    target = follow(target.$ref, target, root);
  }
  return target;
}

function offer(schema, own, root, seen) {
  const list = (value) => (Array.isArray(value) ? value : []);
  const conditional = [own.dependentSchemas, own.dependencies].filter(isObject).flatMap(Object.values);
  const branches = [own.then, own.else, ...conditional];
  if (isObject(schema.properties)) branches.push(...list(own.anyOf), ...list(own.oneOf));
  return branches
    .map((branch) => resolve(branch, root, seen))
    .reduce((all, { properties, offered }) => {
      const more = { ...offered, ...(isObject(properties) ? properties : {}) };
      return Object.keys(more).length ? { ...all, offered: { ...more, ...all.offered } } : all;
    }, schema);
}

/** Both apply. What the second says of itself (title, description, default) comes before what the first says. */
export function merge(first, second) {
  const merged = { ...first, ...second };
  for (const word of ['properties', 'patternProperties', 'offered']) {
    if (isObject(first[word]) && isObject(second[word])) merged[word] = together(first[word], second[word]);
  }
  if (Array.isArray(first.required) && Array.isArray(second.required))
    merged.required = [...new Set([...first.required, ...second.required])];
  if (Array.isArray(first.enum) && Array.isArray(second.enum))
    merged.enum = first.enum.filter((value) => second.enum.some((other) => same(value, other)));
  if (first.type !== undefined && second.type !== undefined) merged.type = both(first.type, second.type);
  return merged;
}

function together(first, second) {
  const all = { ...first, ...second };
  for (const name of Object.keys(first))
    if (Object.hasOwn(second, name) && first[name] !== second[name])
      Object.defineProperty(all, name, { value: { allOf: [first[name], second[name]] } });
  return all;
}

function both(first, second) {
  const allows = (types, type) => types.includes(type) || (type === 'integer' && types.includes('number'));
  const [a, b] = [[first].flat(), [second].flat()];
  const types = [...new Set([...a.filter((type) => allows(b, type)), ...b.filter((type) => allows(a, type))])];
  return types.length === 1 ? types[0] : types;
}
