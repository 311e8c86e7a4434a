// Runs in the page: schemas of every kind with values that they let through, the same for the same seed.
import * as scalar from './scalars.js';
import { anyInteger, anyText, anyValue, names, sourceOf, texts } from './values.js';

/** @returns {{schema: object, value: object}} the schema of an object and a value of it */
export function pairOf(seed) {
  const source = sourceOf(seed);
  const made = object(source, 0, { defs: {}, any });
  const defs = Object.keys(made.defs ?? {}).length ? { $defs: made.defs } : {};
  const roots = [
    () => ({ ...made.schema, ...defs }),
    () => ({ $ref: '#/$defs/root', $defs: { ...made.defs, root: made.schema } }),
    () => ({ allOf: [made.schema, { description: 'both' }], ...defs }),
  ];
  return { schema: source.one(roots)(), value: made.value() };
}

function any(source, depth, world) {
  const isNested = depth < (source.chance(0.2) ? 3 : 2);
  return source.one(isNested ? [...scalars, ...nested] : scalars)(source, depth + 1, world);
}

function object(source, depth, world) {
  const members = source
    .some(names, 5)
    .map((name) => ({ name, ...any(source, depth, world), isRequired: source.chance(0.4) }));
  const free = source.one([
    {},
    {},
    { additionalProperties: false },
    { additionalProperties: true },
    { additionalProperties: { type: 'string' } },
    { patternProperties: { '^x-': {} } },
  ]);
  const schema = {
    type: 'object',
    properties: Object.fromEntries(members.map(({ name, schema }) => [name, schema])),
    required: members.filter(({ isRequired }) => isRequired).map(({ name }) => name),
    ...free,
  };
  // A member that is required and not declared.
  if (source.chance(0.1) && free.additionalProperties !== false) schema.required.push('undeclared');
  const value = () => {
    const given = members
      .filter(({ isRequired }) => isRequired || source.chance(0.5))
      .map(({ name, value }) => [name, value()]);
    if (free.additionalProperties !== false && source.chance(0.3)) given.unshift(['x-free', anyText(source)]);
    return Object.fromEntries(given);
  };
  return { schema, value, defs: world.defs };
}

function list(source, depth, world) {
  const item = any(source, depth, world);
  const limits = source.one([{}, { minItems: 2 }, { maxItems: 3 }]);
  const value = () => Array.from({ length: (limits.minItems ?? 0) + source.below(3) }, () => item.value());
  return { schema: { type: 'array', items: item.schema, ...limits }, value };
}
function tuple(source, depth, world) {
  const parts = [any(source, depth, world), any(source, depth, world)];
  const schemas = parts.map(({ schema }) => schema);
  const schema = source.one([
    { prefixItems: schemas },
    { prefixItems: schemas, items: false },
    { items: schemas, additionalItems: { type: 'string' } },
  ]);
  return {
    schema: { type: 'array', ...schema },
    value: () => parts.slice(0, source.below(3)).map(({ value }) => value()),
  };
}
function boxes(source) {
  const values = source.some(texts, 6);
  if (!values.length) values.push('only');
  return {
    schema: { type: 'array', uniqueItems: true, items: { enum: values } },
    value: () => values.filter(() => source.chance(0.5)).reverse(),
  };
}
const map = (source) => ({
  schema: { type: 'object', additionalProperties: { type: 'integer' } },
  value: () => Object.fromEntries(source.some(names, 3).map((name) => [name, anyInteger(source)])),
});
function reference(source, depth, world) {
  const target = any(source, depth, world);
  const name = `d${Object.keys(world.defs).length}`;
  world.defs[name] = target.schema;
  return {
    schema: { $ref: `#/$defs/${name}`, ...source.one([{}, { title: 'Beside', description: 'the reference' }]) },
    value: target.value,
  };
}
function tree(source, depth, world) {
  const label = any(source, 3, world);
  world.defs.tree ??= {
    type: 'object',
    properties: {
      label: true,
      next: { $ref: '#/$defs/tree' },
      all: { type: 'array', items: { $ref: '#/$defs/tree' } },
    },
  };
  const grow = (left) => ({
    label: label.value(),
    ...(left && source.chance(0.7) && { next: grow(left - 1) }),
    ...(left && source.chance(0.4) && { all: [grow(left - 1)] }),
  });
  return { schema: { $ref: '#/$defs/tree' }, value: () => grow(source.below(12)) };
}
function together(source, depth, world) {
  const parts = [object(source, depth, world), object(source, depth, world)];
  const schema = { allOf: parts.map(({ schema }) => ({ ...schema, additionalProperties: undefined })), type: 'object' };
  return {
    schema: structuredClone(JSON.parse(JSON.stringify(schema))),
    value: () => ({ ...parts[0].value(), ...parts[1].value() }),
  };
}
function conditional(source, depth, world) {
  const [base, then] = [object(source, depth, world), object(source, depth, world)];
  const schema = {
    ...base.schema,
    additionalProperties: true,
    if: { required: ['a'] },
    then: then.schema,
    else: false,
    dependentSchemas: { a: then.schema },
    not: { required: ['never'] },
  };
  return { schema, value: () => ({ ...base.value(), ...then.value() }) };
}
function union(source, depth, world) {
  const parts = [any(source, depth, world), object(source, depth, world), scalar.text(source)];
  return {
    schema: { [source.one(['anyOf', 'oneOf'])]: parts.map(({ schema }) => schema) },
    value: () => source.one(parts).value(),
  };
}
const anything = (source) => ({
  schema: source.one([true, {}, { description: 'anything' }, { $ref: '#/nowhere' }, { $ref: '#' }, { not: false }]),
  value: () => anyValue(source),
});

const scalars = Object.values(scalar);
const nested = [object, object, list, tuple, boxes, map, reference, tree, together, conditional, union, anything];
