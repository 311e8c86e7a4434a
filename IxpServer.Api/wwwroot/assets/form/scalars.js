import { h } from '../../components/lib/dom.js';
import { isNumber, numberOf, parseExact } from '../exact.js';
import { describe, errorLine, failing, labelled } from './frame.js';

export function numberField(about) {
  const { schema, required, nullable } = about;
  const isInteger = ![schema.type].flat().includes('number');
  const control = h('input', {
    type: 'number',
    min: numberOf(schema.minimum),
    max: numberOf(schema.maximum),
    step: isInteger ? 1 : 'any',
    inputmode: isInteger ? 'numeric' : 'decimal',
    autocomplete: 'off',
  });
  const field = labelled(about, control, [schema.description, range(schema)].filter(Boolean).join(' ') || undefined);
  return {
    ...field,
    show(value) {
      const shown = value === undefined ? schema.default : value;
      const isEmpty = shown === undefined || (shown === null && nullable);
      if (!isEmpty && !isNumber(shown)) return false;
      if (!isEmpty && !Number.isFinite(numberOf(shown))) return false;
      const text = isEmpty ? '' : JSON.stringify(shown);
      control.value = text;
      return control.value === text;
    },
    read() {
      if (control.value === '') return required && nullable ? null : undefined;
      return exact(control.value);
    },
    problems: () => (control.validity.badInput ? [{ field, message: 'This is not a number.' }] : []),
  };
}

/** A number as it was written; a control takes some spellings that JSON does not, such as .5 */
function exact(text) {
  try {
    return parseExact(text);
  } catch {
    return Number(text);
  }
}

function range(schema) {
  const [minimum, maximum] = [numberOf(schema.minimum), numberOf(schema.maximum)];
  const number = new Intl.NumberFormat();
  if (minimum !== undefined && maximum !== undefined) return `${number.format(minimum)} to ${number.format(maximum)}.`;
  if (minimum !== undefined) return `At least ${number.format(minimum)}.`;
  return maximum === undefined ? '' : `At most ${number.format(maximum)}.`;
}

/** A box that was never touched and has no default says nothing, which is not the same as no. */
export function booleanField({ id, label, schema, required }) {
  const control = h('input', { type: 'checkbox', id });
  const error = errorLine(id);
  describe(control, id, schema.description);
  const node = h(
    'div',
    { class: 'check' },
    control,
    h('label', { class: 'label', for: id }, label),
    schema.description ? h('p', { class: 'help', id: `${id}-help` }, schema.description) : null,
    error,
  );
  return {
    node,
    label,
    ...failing(error, () => [control]),
    focus: () => control.focus(),
    show(value) {
      const shown = value === undefined ? schema.default : value;
      control.checked = shown === true;
      control.indeterminate = shown === undefined && required;
      return shown === undefined || typeof shown === 'boolean';
    },
    read: () => control.checked,
  };
}
