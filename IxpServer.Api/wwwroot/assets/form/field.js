// A field is { node, read(), write(value), fail(message), clear(), focus(), child(step)? }.
// read() answers undefined for what was left empty: an absent parameter and an empty one are not the same.
import { h } from '../../components/lib/dom.js';
import { labelOf } from '../text.js';
import { arrayField } from './arrays.js';
import { choiceField, choicesField } from './choices.js';
import { jsonField } from './json.js';
import { objectField } from './object.js';
import { booleanField, numberField, textField } from './scalars.js';

let fields = 0;

/** Chooses the field that can express a schema; what none can express is written as JSON. */
export function fieldFor(schema, { name, required = false, root = schema }) {
  const resolved = resolve(schema, root);
  const about = { id: `f${++fields}`, name, label: labelOf(resolved, name), required, root, schema: resolved };
  return makerFor(resolved, root)(about);
}

function makerFor(schema, root) {
  if (schema.enum) return choiceField;
  if (['oneOf', 'anyOf', 'allOf', 'not', 'if', 'patternProperties'].some((word) => word in schema)) return jsonField;
  const type = [schema.type].flat().find((one) => one !== 'null');
  if (type === 'boolean') return booleanField;
  if (type === 'integer' || type === 'number') return numberField;
  if (type === 'string') return textField;
  if (type === 'object' && Object.keys(schema.properties ?? {}).length) return objectField;
  if (type === 'array' && schema.items && typeof schema.items === 'object') {
    return schema.uniqueItems && resolve(schema.items, root).enum ? choicesField : arrayField;
  }
  return jsonField;
}

/** Follows references inside the same document. */
export function resolve(schema, root) {
  const seen = new Set();
  let current = schema;
  while (current?.$ref?.startsWith('#') && !seen.has(current)) {
    seen.add(current);
    current = current.$ref
      .slice(2)
      .split('/')
      .filter(Boolean)
      .reduce((node, step) => node?.[decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')], root);
  }
  return current && typeof current === 'object' ? current : {};
}

/** Label, help and error around one control, tied together for assistive technology. */
export function labelled(about, control, help = about.schema.description) {
  const error = errorLine(about.id);
  const helpLine = help ? h('p', { class: 'help', id: `${about.id}-help` }, help) : null;
  control.id = about.id;
  describe(control, about.id, help);
  if (about.required) control.setAttribute('aria-required', 'true');
  const node = h(
    'div',
    { class: 'field' },
    h('label', { class: 'label', for: about.id }, caption(about)),
    helpLine,
    control,
    error,
  );
  return { node, label: about.label, ...failing(error, [control]), focus: () => control.focus() };
}

/** The same for a set of controls. */
export function grouped(about, body, controls, className = 'field') {
  const error = errorLine(about.id);
  const help = about.schema.description;
  const node = h(
    'fieldset',
    { class: className, 'aria-describedby': `${help ? `${about.id}-help ` : ''}${about.id}-error` },
    h('legend', {}, caption(about)),
    help ? h('p', { class: 'help', id: `${about.id}-help` }, help) : null,
    body,
    error,
  );
  return { node, label: about.label, ...failing(error, []), focus: () => controls()?.focus() };
}

export const errorLine = (id) => h('p', { class: 'error', id: `${id}-error` });

export function describe(control, id, help) {
  control.setAttribute('aria-describedby', `${help ? `${id}-help ` : ''}${id}-error`);
}

/** The word "required" is drawn by the style sheet: assistive technology has it from aria-required. */
export const caption = ({ label, required }) => [label, required ? h('span', { class: 'required' }) : null];

export function failing(error, controls) {
  return {
    fail(message) {
      error.textContent = message;
      for (const control of controls) control.setAttribute('aria-invalid', 'true');
    },
    clear() {
      error.textContent = '';
      for (const control of controls) control.removeAttribute('aria-invalid');
    },
  };
}
