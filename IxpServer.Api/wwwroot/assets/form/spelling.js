// A value as text, in an address and in a field for several kinds of scalar: text as it is, everything else as JSON,
// and text that would be read as something else as JSON too, in quotes.
import { parseExact, same, typeOf } from '../exact.js';
import { resolve } from './schema.js';
import { typesOf } from './shape.js';

/** What a text stands for under a schema. What the schema calls text alone is never read as JSON. */
export function valueOf(text, schema, root) {
  const parsed = parse(text);
  if (parsed === undefined) return text;
  if (typeof parsed === 'string' && !isCarried(parsed)) return parsed;
  const types = typesOf(schema, root);
  const isTextOnly = types?.size === 1 && types.has('string');
  const [asJson, asText] = [fits(parsed, schema, root), fits(text, schema, root)];
  return asText && (isTextOnly || !asJson) ? text : parsed;
}

/** The shortest text that valueOf reads as this very value. */
export function spell(value, schema, root) {
  return typeof value === 'string' && isCarried(value) && valueOf(value, schema, root) === value
    ? value
    : JSON.stringify(value);
}

/** Half of a surrogate pair gets through an address in JSON only, as an escape. */
const isCarried = (text) => !/\p{Surrogate}/u.test(text);

function parse(text) {
  try {
    return parseExact(text);
  } catch {
    return undefined;
  }
}

/** By type, constant and enumeration: never false for a value that the schema lets through. */
function fits(value, raw, root) {
  const schema = resolve(raw, root);
  if ('const' in schema) return same(schema.const, value);
  if (Array.isArray(schema.enum)) return schema.enum.some((option) => same(option, value));
  const branches = [schema.oneOf, schema.anyOf].find(Array.isArray);
  if (branches?.length && typesOf(schema, root) && !branches.some((branch) => fits(value, branch, root))) return false;
  const types = typesOf(schema, root);
  const type = typeOf(value);
  return !types || types.has(type) || (type === 'number' && types.has('integer'));
}
