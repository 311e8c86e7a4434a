import { h } from '../../components/lib/dom.js';
import { parseExact, repeatedName } from '../exact.js';
import { labelled } from './frame.js';

/** Any value, written as JSON: for schemas, and for values, that no other field can express. */
export function jsonField(about) {
  const control = h('textarea', { class: 'code', rows: 4, spellcheck: 'false', autocomplete: 'off' });
  const help = [about.schema.description, about.note ?? 'Written as JSON.'].filter(Boolean).join(' ');
  const field = labelled(about, control, help);
  const message = () =>
    control.value.trim() === '' ? null : (fault(control.value) ?? about.refuse?.(parseExact(control.value)));
  return {
    ...field,
    show(value) {
      const shown = value === undefined ? about.schema.default : value;
      control.value = shown === undefined ? '' : JSON.stringify(shown, null, 2);
      return true;
    },
    read: () => (control.value.trim() === '' || fault(control.value) ? undefined : parseExact(control.value)),
    problems: () => (message() ? [{ field, message: message() }] : []),
  };
}

function fault(text) {
  try {
    parseExact(text);
  } catch (error) {
    return `This is not JSON: ${error.message}`;
  }
  const name = repeatedName(text);
  return name === null ? null : `The name ${JSON.stringify(name)} occurs twice in one object.`;
}
