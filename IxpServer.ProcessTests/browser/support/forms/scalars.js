// Schemas of single values, each with a way to make such a value.
import { anyInteger, anyNumber, anyText, anyValue, formats, moments, texts } from './values.js';

export function text(source) {
  const limits = [
    {},
    { maxLength: 40 },
    { maxLength: 2000 },
    { pattern: '.*' },
    { minLength: 0 },
    { contentMediaType: 'text/plain' },
  ];
  return { schema: { type: 'string', ...source.one(limits) }, value: () => anyText(source) };
}
export const formatted = (source) => ({
  schema: { type: 'string', format: source.one(formats) },
  value: () => source.one(source.chance(0.7) ? moments : texts),
});
export const integer = (source) => ({
  schema: { type: 'integer', ...source.one([{}, { minimum: -5 }]) },
  value: () => anyInteger(source),
});
export const number = (source) => ({ schema: { type: 'number' }, value: () => anyNumber(source) });
export const boolean = (source) => ({ schema: { type: 'boolean' }, value: () => source.chance(0.5) });
export function listed(source) {
  const values = Array.from({ length: 1 + source.below(source.chance(0.1) ? 400 : 6) }, () => anyValue(source, 2));
  return { schema: { enum: values }, value: () => source.one(values) };
}
export function constant(source) {
  const value = anyValue(source, 2);
  return { schema: { const: value }, value: () => value };
}
export function severalTypes(source) {
  const all = {
    string: anyText,
    integer: anyInteger,
    number: anyNumber,
    boolean: () => source.chance(0.5),
    null: () => null,
    array: () => [],
    object: () => ({}),
  };
  const types = [
    ...new Set([source.one(Object.keys(all)), source.one(Object.keys(all)), source.one(Object.keys(all))]),
  ];
  return { schema: { type: types }, value: () => all[source.one(types)](source) };
}
export function orNull(source, depth, world) {
  const one = world.any(source, depth, world);
  const schema = { [source.one(['anyOf', 'oneOf'])]: [one.schema, { type: 'null' }], title: 'Or none' };
  return { schema, value: () => (source.chance(0.3) ? null : one.value()) };
}
export function titled(source) {
  const values = source.some(texts, 5);
  if (!values.length) values.push('only');
  return {
    schema: { oneOf: values.map((value, index) => ({ const: value, title: `Choice ${index}` })) },
    value: () => source.one(values),
  };
}
export function textOrNumber(source) {
  const parts = [text(source), source.chance(0.5) ? integer(source) : number(source)];
  return { schema: { anyOf: parts.map(({ schema }) => schema) }, value: () => source.one(parts).value() };
}
