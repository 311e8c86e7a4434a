// The schemas of what an object or a list consists of.
import { isObject, member } from '../exact.js';
import { resolve } from './schema.js';

/** Every property that may have a field of its own: declared, offered by a branch, or required and not declared. */
export function propertiesOf(schema) {
  const declared = isObject(schema.properties) ? schema.properties : {};
  const rest = isObject(schema.additionalProperties) ? schema.additionalProperties : {};
  const required = Array.isArray(schema.required) ? schema.required.filter((name) => typeof name === 'string') : [];
  const undeclared = Object.fromEntries(required.map((name) => [name, rest]));
  const all = { ...undeclared, ...schema.offered, ...declared };
  // The declared come first, in their order.
  const names = [...new Set([...Object.keys(declared), ...Object.keys(all)])];
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

/** The schemas of a tuple's first items and of all others, in the words of 2020-12 and of the drafts before it. */
export function itemSchemas({ prefixItems, items, additionalItems }) {
  if (Array.isArray(items)) return { first: items, rest: additionalItems };
  return { first: Array.isArray(prefixItems) ? prefixItems : [], rest: items };
}

/** The schema of one member of an object, wherever it stands. */
export function memberSchema(raw, name, root = raw) {
  const schema = resolve(raw, root);
  const property = member(propertiesOf(schema), name);
  if (property !== undefined) return property;
  const patterns = Object.entries(isObject(schema.patternProperties) ? schema.patternProperties : {});
  return patterns.find(([pattern]) => matches(pattern, name))?.[1] ?? schema.additionalProperties ?? {};
}

function matches(pattern, name) {
  try {
    return new RegExp(pattern, 'u').test(name);
  } catch {
    return false;
  }
}
