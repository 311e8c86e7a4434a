import { h } from '../../components/lib/dom.js';
import { isNumber, numberOf, parseExact } from '../exact.js';
import { describe, errorLine, failing, labelled } from './frame.js';

export function numberField(about) {
  const { schema, required, nullable } = about;
  const isInteger = ![schema.type].flat().includes('number');
  const control = h('input', {
    type: 'number',
    min: least(schema).at,
    max: most(schema).at,
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

const number = new Intl.NumberFormat();

/** A limit, and whether it is out of reach itself; in draft-04 `exclusive` says only that of `plain`. */
function limit(plain, exclusive, isTighter) {
  if (exclusive === true) return { at: numberOf(plain), isOut: true };
  const [inside, outside] = [numberOf(plain), numberOf(exclusive)];
  const isOut = outside !== undefined && (inside === undefined || isTighter(outside, inside));
  return { at: isOut ? outside : inside, isOut };
}

const least = ({ minimum, exclusiveMinimum }) => limit(minimum, exclusiveMinimum, (a, b) => a >= b);
const most = ({ maximum, exclusiveMaximum }) => limit(maximum, exclusiveMaximum, (a, b) => a <= b);

function range(schema) {
  const [lower, upper] = [least(schema), most(schema)];
  const has = ({ at }) => at !== undefined;
  if (has(lower) && has(upper) && !lower.isOut && !upper.isOut)
    return `${number.format(lower.at)} to ${number.format(upper.at)}.`;
  const parts = [
    has(lower) && `${lower.isOut ? 'more than' : 'at least'} ${number.format(lower.at)}`,
    has(upper) && `${upper.isOut ? 'less than' : 'at most'} ${number.format(upper.at)}`,
  ].filter(Boolean);
  const text = parts.join(' and ');
  return text && `${text[0].toUpperCase()}${text.slice(1)}.`;
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
