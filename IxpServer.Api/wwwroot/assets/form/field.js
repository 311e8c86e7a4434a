// A field is { node, label, write(value), read(), problems(), fail(message), clear(), focus(), child(step) }.
// read() answers undefined for what was left empty: an absent parameter and an empty one are not the same.
import { labelOf } from '../text.js';
import { arrayField } from './arrays.js';
import { choiceField, choicesField } from './choices.js';
import { jsonField } from './json.js';
import { objectField } from './object.js';
import { booleanField, numberField } from './scalars.js';
import { shapeOf } from './shape.js';
import { mixedField, textField } from './text.js';

const makers = {
  array: arrayField,
  boolean: booleanField,
  choice: choiceField,
  choices: choicesField,
  mixed: mixedField,
  number: numberField,
  object: objectField,
  text: textField,
};

/** Beyond it a value is written as JSON: schemas may lead on forever. */
const MAX_DEPTH = 8;

let fields = 0;

/**
 * The field of a schema.
 * @param {object|boolean} schema
 * @param {object} about
 * @param {string} about.name of the parameter, for its label
 * @param {boolean} [about.required]
 * @param {object} about.root the schema that references are relative to
 * @param {object[]} [about.trail] the schemas around this one
 */
export function fieldFor(schema, { name, label, required = false, root, trail = [], plain = false }) {
  const about = {
    id: `f${++fields}`,
    name,
    required,
    root,
    trail: [...trail, schema],
    isRepeated: trail.includes(schema),
    plain,
  };
  let maker = jsonField;
  try {
    const shape = shapeOf(schema, root);
    Object.assign(about, shape, { label: label ?? labelOf(shape.schema, name) });
    if (trail.length <= MAX_DEPTH) maker = makers[shape.kind] ?? jsonField;
  } catch (error) {
    // A schema that cannot be followed: its value can still be written.
    console.warn(`The form has no field for '${name}': ${error.message}`);
    Object.assign(about, { label: label ?? labelOf({}, name), schema: {} });
  }
  return keeping(about, maker);
}

/**
 * Sends what came in as it came until its field is edited, and shows as JSON what the field of its schema cannot show.
 * A maker's field has `show(value)`, which says whether it could, instead of `write(value)`.
 */
export function keeping(about, maker) {
  const own = watched(attempt(about, maker));
  let current = own;
  let other = null;
  let given;
  let isEdited = false;

  function watched(field) {
    for (const event of ['input', 'change'])
      field.node.addEventListener(event, () => {
        isEdited = true;
      });
    return field;
  }
  function use(field) {
    if (field === current) return;
    current.node.replaceWith(field.node);
    current = field;
  }
  return {
    get node() {
      return current.node;
    },
    label: about.label,
    write(value) {
      given = value;
      isEdited = false;
      if (shows(own, value)) return use(own);
      other ??= watched(jsonField(about));
      other.show(value);
      use(other);
    },
    read: () => (isEdited ? current.read() : given),
    problems: () => current.problems?.(isEdited) ?? [],
    fail: (message) => current.fail(message),
    clear: () => current.clear(),
    focus: () => current.focus(),
    child: (step) => current.child?.(step) ?? null,
  };
}

function attempt(about, maker) {
  try {
    return maker(about);
  } catch (error) {
    console.warn(`The form has no field for '${about.name}': ${error.message}`);
    return jsonField({ ...about, schema: {} });
  }
}

function shows(field, value) {
  try {
    return field.show(value);
  } catch (error) {
    console.warn(`The field '${field.label}' cannot show its value: ${error.message}`);
    return false;
  }
}
