// Values, and where chance comes from: the same for the same seed.
import { parseExact } from '/assets/exact.js';

export const names = [
  'a',
  'b c',
  'ä',
  '__proto__',
  'constructor',
  'toString',
  '1',
  '',
  'a/b~c',
  'kind',
  'zip',
  'body',
  'x-y',
  'length',
];
export const texts = [
  '',
  'plain',
  'true',
  'null',
  '5',
  '1.0',
  '-0',
  '{"a":1}',
  '"quoted"',
  '[]',
  'two\nlines',
  'windows\r\nlines',
  ' padded ',
  '😀',
  'line\u2028separator',
  'a&b=c#d?e%+',
  '%41',
  '00501',
  'Lone \ud83d',
  '\u0000',
  'e\u0301',
  '<b>',
  '2026-05-04',
  '10:20:30Z',
  'ada@example.com',
  'https://example.com/a b?c#d',
];
export const numbers = [
  '0',
  '-0',
  '1',
  '1.0',
  '1e2',
  '1E400',
  '-1e-400',
  '0.1',
  '9007199254740993',
  '12345678901234567890.5',
  '-7',
  '1.10',
];
export const integers = ['0', '-0', '3', '3.0', '3e0', '9007199254740993', '-12345678901234567890'];
export const formats = ['date', 'time', 'date-time', 'email', 'uri', 'uuid', 'textarea', 'unknown'];
export const moments = [
  '2026-05-04',
  '10:20:30Z',
  '10:20:30.123456+02:00',
  '23:59:60Z',
  '2026-05-04T10:20:30.5Z',
  '2026-05-04T10:20:30.123456789+05:30',
  '2026-05-04t10:20:30z',
  '0001-01-01T00:00:00Z',
  'no moment',
];

/** Mulberry32: small, and the same everywhere. */
export function sourceOf(seed) {
  let state = seed * 0x9e3779b9;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count) => Math.floor(next() * count);
  return {
    below,
    chance: (share) => next() < share,
    one: (list) => list[below(list.length)],
    some: (list, most) => [...new Set(Array.from({ length: below(most + 1) }, () => list[below(list.length)]))],
  };
}

export const anyText = (source) => source.one(texts);
export const anyNumber = (source) => parseExact(source.one(numbers));
export const anyInteger = (source) => parseExact(source.one(integers));
export function anyValue(source, depth = 0) {
  const makers = [anyText, anyNumber, () => source.chance(0.5), () => null];
  if (depth < 3)
    makers.push(
      () => Array.from({ length: source.below(3) }, () => anyValue(source, depth + 1)),
      () => Object.fromEntries(source.some(names, 3).map((name) => [name, anyValue(source, depth + 1)])),
    );
  return source.one(makers)(source);
}
