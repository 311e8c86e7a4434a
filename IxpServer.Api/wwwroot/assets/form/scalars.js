import { h } from '../../components/lib/dom.js';
import { describe, errorLine, failing, labelled } from './field.js';

const LONG = 200;
const inputTypes = { date: 'date', 'date-time': 'datetime-local', time: 'time', email: 'email', uri: 'url' };
const pad = (number) => String(number).padStart(2, '0');

/** How a format's text is shown in its native control, and how it is written back. */
const codecs = {
  'date-time': {
    show(text) {
      const date = new Date(text);
      return Number.isNaN(date.getTime())
        ? ''
        : `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
    },
    read: (text) => new Date(text).toISOString(),
  },
  time: { show: (text) => text.slice(0, 5), read: (text) => `${text}:00Z` },
};

export function textField(about) {
  const { schema } = about;
  const codec = codecs[schema.format] ?? { show: (text) => text, read: (text) => text };
  const long = schema.maxLength > LONG || schema.format === 'textarea';
  const control = long
    ? h('textarea', { rows: 5 })
    : h('input', { type: inputTypes[schema.format] ?? 'text', autocomplete: 'off' });
  const field = labelled(about, control);
  const write = (value) => {
    control.value = typeof value === 'string' ? codec.show(value) : '';
  };
  write(schema.default);
  return { ...field, write, read: () => (control.value === '' ? undefined : codec.read(control.value)) };
}

export function numberField(about) {
  const { schema } = about;
  const isInteger = [schema.type].flat().includes('integer');
  const control = h('input', {
    type: 'number',
    min: schema.minimum,
    max: schema.maximum,
    step: isInteger ? 1 : 'any',
    inputmode: isInteger ? 'numeric' : 'decimal',
    autocomplete: 'off',
  });
  const field = labelled(about, control, [schema.description, range(schema)].filter(Boolean).join(' ') || undefined);
  const write = (value) => {
    control.value = value ?? '';
  };
  write(schema.default);
  return {
    ...field,
    write,
    read: () => (control.value === '' ? undefined : Number(control.value)),
    problem: () => (control.validity.badInput ? 'This is not a number.' : null),
  };
}

function range({ minimum, maximum }) {
  const number = new Intl.NumberFormat();
  if (minimum !== undefined && maximum !== undefined) return `${number.format(minimum)} to ${number.format(maximum)}.`;
  if (minimum !== undefined) return `At least ${number.format(minimum)}.`;
  return maximum === undefined ? '' : `At most ${number.format(maximum)}.`;
}

export function booleanField(about) {
  const { id, label, schema } = about;
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
  // A box that was never touched and has no default says nothing, which is not the same as no.
  let said = about.required || schema.default !== undefined;
  control.addEventListener('change', () => {
    said = true;
  });
  const write = (value) => {
    control.checked = value === true;
    said ||= value !== undefined;
  };
  write(schema.default);
  return {
    node,
    label,
    ...failing(error, [control]),
    focus: () => control.focus(),
    write,
    read: () => (said ? control.checked : undefined),
  };
}
