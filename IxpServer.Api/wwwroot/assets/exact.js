// JSON that loses nothing: a number that a double cannot hold as it is spelled (1.0, 1e400, -0, 2^53 + 1) is kept as
// JSON.rawJSON where the browser has it, and goes out as it came. https://tc39.es/proposal-json-parse-with-source/
const keeps = typeof JSON.rawJSON === 'function';
const isRaw = (value) => keeps && JSON.isRawJSON(value);
const keep = (_, value, context) =>
  typeof value === 'number' && context && JSON.stringify(value) !== context.source
    ? JSON.rawJSON(context.source)
    : value;

/** @throws {SyntaxError} when the text is not JSON */
export function parseExact(text) {
  try {
    return JSON.parse(text, keeps ? keep : undefined);
  } catch (error) {
    // Deeper than the stack of whoever looks at each value.
    if (error instanceof RangeError) return JSON.parse(text);
    throw error;
  }
}

export const isNumber = (value) => typeof value === 'number' || isRaw(value);

/** The nearest double, as for a limit of the form: undefined for what is no number. */
export function numberOf(value) {
  if (!isNumber(value)) return undefined;
  return isRaw(value) ? Number(value.rawJSON) : value;
}

export const isObject = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isRaw(value);

/** An own member only: no value comes from Object.prototype, whatever a schema calls its properties. */
export const member = (object, name) => (Object.hasOwn(object, name) ? object[name] : undefined);

/** @returns {'string'|'number'|'boolean'|'null'|'array'|'object'} what JSON calls it */
export function typeOf(value) {
  if (value === null) return 'null';
  if (isNumber(value)) return 'number';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Whether two values are the same in JSON: the order of members and the spelling of numbers say nothing. */
export function same(a, b) {
  if (a === b) return true;
  if (isNumber(a) && isNumber(b)) {
    const number = numberOf(a);
    return (
      number === numberOf(b) && (Math.abs(number) <= Number.MAX_SAFE_INTEGER || JSON.stringify(a) === JSON.stringify(b))
    );
  }
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((value, index) => same(value, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && same(a[name], b[name]))
  );
}

/** The first name that an object of the text has twice, of which JSON.parse would keep the last: null if there is none. */
export function repeatedName(text) {
  const objects = [];
  const tokens = [...text.matchAll(/"(?:\\.|[^"\\])*"|[{}[\]:]/gs)];
  for (const [index, [token]] of tokens.entries()) {
    if (token === '{') objects.push(new Set());
    else if (token === '[') objects.push(null);
    else if (token === '}' || token === ']') objects.pop();
    else if (token !== ':' && tokens[index + 1]?.[0] === ':') {
      const name = JSON.parse(token);
      if (objects.at(-1).has(name)) return name;
      objects.at(-1).add(name);
    }
  }
  return null;
}
