import { numberOf } from '../exact.js';
import { itemSchemas, propertiesOf } from './parts.js';
import { shapeOf } from './shape.js';

/** Required objects within required objects are made that deep. */
const MAX_DEPTH = 5;
const MAX_ROWS = 10;

/**
 * What a form says before anybody has touched it: defaults, constants, and what is required around them. What is
 * optional and has no default is left out, so that the server may add its own.
 */
export function initialValue(schema, root, isRequired, trail = []) {
  const shape = shapeOf(schema, root);
  const { default: preset } = shape.schema;
  if (preset !== undefined) return preset;
  if (!isRequired) return undefined;
  if (shape.kind === 'choice' && shape.options.length === 1) return shape.options[0].value;
  if (shape.nullable) return null;
  if (shape.kind === 'boolean') return false;
  if (shape.kind === 'choices') return [];
  if (trail.length > MAX_DEPTH || trail.includes(schema)) return undefined;
  const inner = [...trail, schema];
  if (shape.kind === 'object') return initialMembers(shape.schema, root, inner);
  return shape.kind === 'array' ? initialItems(shape.schema, root, inner) : undefined;
}

/** @param {object[]} trail the schemas around: what leads back to one of them ends there */
export function initialMembers(schema, root, trail) {
  return Object.fromEntries(
    Object.entries(propertiesOf(schema))
      .map(([name, property]) => [name, initialValue(property, root, isRequiredIn(schema, name), trail)])
      .filter(([, value]) => value !== undefined),
  );
}

export const isRequiredIn = ({ required }, name) => Array.isArray(required) && required.includes(name);

function initialItems(schema, root, trail) {
  return rows(schema)
    .map((item) => initialValue(item, root, true, trail))
    .filter((value) => value !== undefined);
}

/** The schemas of the rows that a list begins with. */
export function rows(schema) {
  const { first, rest } = itemSchemas(schema);
  return Array.from(
    { length: Math.min(numberOf(schema.minItems) ?? 0, MAX_ROWS) },
    (_, index) => first[index] ?? rest ?? {},
  );
}
