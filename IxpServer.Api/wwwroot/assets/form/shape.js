import { isObject, typeOf } from '../exact.js';
import { itemSchemas, propertiesOf } from './parts.js';
import { merge, resolve } from './schema.js';

const SCALARS = ['string', 'number', 'integer', 'boolean', 'null'];

/** More boxes to tick than these are no help: the list has one selection for each item then. */
const MAX_BOXES = 30;

/** Branches of branches may lead back to where they began. */
const MAX_NESTED_BRANCHES = 4;

/**
 * What kind of field can express a schema: 'choice', 'choices', 'boolean', 'number', 'text', 'mixed' (several kinds
 * of scalar), 'object', 'array', or 'json' for what none can.
 * @returns {{kind: string, schema: object, nullable: boolean, options?: {value: *, title?: string}[]}}
 */
export function shapeOf(raw, root, depth = 0) {
  const schema = resolve(raw, root);
  if (depth > MAX_NESTED_BRANCHES) return { kind: 'json', schema, nullable: false };
  const options = optionsOf(schema, root);
  if (options) return { kind: 'choice', schema, options, nullable: options.some(({ value }) => value === null) };
  const branches = branchesOf(schema, root);
  if (!branches) return ofTypes(schema, root);
  const solid = branches.filter((branch) => !isNull(branch));
  const nullable = solid.length < branches.length;
  if (solid.length === 1) {
    const { anyOf, oneOf, ...base } = schema;
    // What the schema says of itself comes before what its one branch says.
    const only = shapeOf(merge(solid[0], { ...base, type: solid[0].type ?? base.type }), root, depth + 1);
    return nullable ? withNull(only) : only;
  }
  const types = new Set(solid.flatMap((branch) => [...(typesOf(branch, root) ?? ['any'])]));
  if (![...types].every((type) => SCALARS.includes(type))) return { kind: 'json', schema, nullable: false };
  if (nullable) types.add('null');
  return ofTypes({ ...schema, type: [...types], format: undefined }, root);
}

function ofTypes(schema, root) {
  const all = [schema.type ?? guess(schema)].flat().filter(Boolean);
  const types = all.filter((type) => type !== 'null');
  const nullable = types.length < all.length;
  const ofOne = (kind) => ({ kind, schema, nullable });
  if (types.length === 0) return nullable ? { ...ofOne('choice'), options: [{ value: null }] } : ofOne('json');
  if (types.every((type) => type === 'number' || type === 'integer')) return ofOne('number');
  if (types.length > 1) return ofOne(types.every((type) => SCALARS.includes(type)) ? 'mixed' : 'json');
  const [type] = types;
  if (type === 'string') return ofOne('text');
  if (type === 'boolean') return nullable ? withNull(ofOne('boolean')) : ofOne('boolean');
  if (type === 'object') return ofOne(Object.keys(propertiesOf(schema)).length ? 'object' : 'json');
  if (type !== 'array') return ofOne('json');
  const items = itemSchemas(schema);
  if (!items.first.length && !isObject(items.rest)) return ofOne('json');
  const options = schema.uniqueItems && !items.first.length && optionsOf(resolve(items.rest, root), root);
  return options && options.length <= MAX_BOXES ? { ...ofOne('choices'), options } : ofOne('array');
}

function withNull(shape) {
  const none = { value: null };
  if (shape.kind === 'choice') return { ...shape, options: [...shape.options, none], nullable: true };
  if (shape.kind !== 'boolean') return { ...shape, nullable: true };
  return {
    ...shape,
    kind: 'choice',
    nullable: true,
    options: [{ value: true, title: 'Yes' }, { value: false, title: 'No' }, none],
  };
}

/** A schema without a type is for what its other keywords speak of. */
function guess(schema) {
  const has = (...words) => words.some((word) => schema[word] !== undefined);
  if (has('properties', 'required', 'offered')) return 'object';
  if (has('items', 'prefixItems', 'additionalItems')) return 'array';
  if (has('pattern', 'minLength', 'maxLength', 'format')) return 'string';
  return has('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum') ? 'number' : undefined;
}

/** The values of which one is chosen, where a schema lists them all, with the titles that it gives them. */
function optionsOf(schema, root, depth = 0) {
  if (depth > MAX_NESTED_BRANCHES) return null;
  if (Object.hasOwn(schema, 'const')) return [{ value: schema.const, title: undefined }];
  if (Array.isArray(schema.enum) && schema.enum.length) return schema.enum.map((value) => ({ value }));
  const branches = schema.oneOf ?? schema.anyOf;
  if (!Array.isArray(branches) || !branches.length || isObject(schema.properties)) return null;
  const listed = branches.map((branch) => {
    const one = resolve(branch, root);
    if (isNull(one)) return [{ value: null }];
    const options = optionsOf(one, root, depth + 1);
    return options?.length === 1
      ? [{ title: one.title, ...options[0], ...(one.title && { title: one.title }) }]
      : options;
  });
  return listed.every(Boolean) && !listed.flat().every(({ value }) => value === null) ? listed.flat() : null;
}

/** The branches of anyOf or oneOf that say of what kind the value is; those that only restrict it say nothing here. */
function branchesOf(schema, root) {
  const list = [schema.oneOf, schema.anyOf].find((one) => Array.isArray(one) && one.length);
  if (!list || Object.keys(propertiesOf(schema)).length) return null;
  const branches = list.map((branch) => resolve(branch, root));
  return branches.some((branch) => typesOf(branch, root)) ? branches : null;
}

const isNull = (schema) => schema.type === 'null' || ('const' in schema && schema.const === null);

const known = new WeakMap();

/** The types that a schema lets through, null when it does not say. Never fewer than it does. */
export function typesOf(raw, root) {
  const schema = resolve(raw, root);
  if (known.has(schema)) return known.get(schema);
  // A branch that leads back here does not say.
  known.set(schema, null);
  const types = statedTypes(schema, root);
  known.set(schema, types);
  return types;
}

function statedTypes(schema, root) {
  const { type, enum: values, const: constant, anyOf, oneOf, nullable } = schema;
  if ('const' in schema) return new Set([typeOf(constant)]);
  if (Array.isArray(values)) return new Set(values.map(typeOf));
  if (type !== undefined) return new Set([type, nullable === true ? 'null' : []].flat());
  const branches = [oneOf, anyOf].find(Array.isArray)?.map((branch) => typesOf(branch, root));
  return branches?.every(Boolean) ? new Set(branches.flatMap((types) => [...types])) : null;
}
