import { h } from '../../components/lib/dom.js';
import { labelled } from './field.js';

/** Any value, written as JSON: for schemas that no other field can express. */
export function jsonField(about) {
  const control = h('textarea', { class: 'code', rows: 4, spellcheck: 'false', autocomplete: 'off' });
  const field = labelled(about, control, [about.schema.description, 'Written as JSON.'].filter(Boolean).join(' '));
  const write = (value) => {
    control.value = value === undefined ? '' : JSON.stringify(value, null, 2);
  };
  write(about.schema.default);
  return {
    ...field,
    write,
    read: () => (control.value.trim() === '' ? undefined : parse(control.value).value),
    problem: () => (control.value.trim() === '' ? null : parse(control.value).message),
    child: () => null,
  };
}

function parse(text) {
  try {
    return { value: JSON.parse(text), message: null };
  } catch (error) {
    return { value: undefined, message: `This is not JSON: ${error.message}` };
  }
}
