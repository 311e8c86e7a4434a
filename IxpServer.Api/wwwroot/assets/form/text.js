import { h } from '../../components/lib/dom.js';
import { numberOf, same, typeOf } from '../exact.js';
import { labelled } from './frame.js';
import { natives, plainText, stepOf } from './moments.js';
import { spell, valueOf } from './spelling.js';

/** Text that may be longer than this, or that nothing limits, may have lines. */
const LINE = 200;

/** Text, in the browser's own control for its format while that can hold it. */
export function textField(about) {
  const { schema } = about;
  const native = natives[schema.format];
  let codec = native ?? plainText;
  let before;
  const slot = control(about, isLong(schema) ? 'lines' : codec.type);
  return {
    ...slot.field,
    show(value) {
      if (value !== undefined && typeof value !== 'string' && !(value === null && about.nullable)) return false;
      before = value === undefined ? schema.default : value;
      if (typeof before !== 'string') before = undefined;
      codec = [native, plainText].find((one) => one && holds(one, before ?? '')) ?? plainText;
      return slot.set(codec.show(before ?? ''), isLong(schema) || hasLines(before) ? 'lines' : codec.type);
    },
    read: () => slot.read((text) => codec.read(text, before)),
  };
}

/** Text or a number or yes or no: what is written is taken for the kind that it fits, as in an address. */
export function mixedField(about) {
  const { schema, root } = about;
  const kinds = { string: 'text', integer: 'a whole number', number: 'a number', boolean: 'true or false' };
  const allowed = Object.entries(kinds).filter(([type]) => schema.type.includes(type));
  const note = `Write ${allowed.map(([, words]) => words).join(' or ')}.`;
  const slot = control(about, 'text', [schema.description, note].filter(Boolean).join(' '));
  return {
    ...slot.field,
    show(value) {
      const shown = value === undefined ? schema.default : value;
      if (shown === undefined || (shown === null && about.nullable)) return slot.set('', 'text');
      if (['object', 'array', 'null'].includes(typeOf(shown))) return false;
      const text = spell(shown, schema, root);
      return same(valueOf(text, schema, root), shown) && slot.set(text, hasLines(text) ? 'lines' : 'text');
    },
    read: () => slot.read((text) => valueOf(text, schema, root)),
  };
}

const hasLines = (text) => /[\r\n]/.test(text ?? '');

function isLong({ format, maxLength, pattern, contentMediaType }) {
  if (format === 'textarea' || contentMediaType) return true;
  return !format && pattern === undefined && (numberOf(maxLength) ?? Infinity) > LINE;
}

/** Whether the browser's control leaves the text as it is: most of them tidy it up. */
function holds(codec, text) {
  const shown = codec.show(text);
  return text === '' || (shown !== '' && h('input', { type: codec.type, value: shown }).value === shown);
}

/** One control that changes its kind with what it has to hold. */
function control(about, kind, help = about.schema.description) {
  let node = make(kind);
  const field = labelled(about, node, help);

  function make(next) {
    kind = next;
    if (kind === 'lines') return h('textarea', { class: 'lines', rows: 1 });
    const input = h('input', { type: kind, autocomplete: 'off' });
    if (kind === 'text') input.addEventListener('paste', pasteLines);
    return input;
  }
  function become(next) {
    if (next === kind) return;
    node = make(next);
    field.replace(node);
  }
  /** A line's control would drop the ends of lines. */
  function pasteLines(event) {
    const text = event.clipboardData.getData('text/plain');
    if (!hasLines(text)) return;
    event.preventDefault();
    const { value, selectionStart, selectionEnd } = node;
    become('lines');
    node.value = value;
    node.setRangeText(text, selectionStart, selectionEnd, 'end');
    node.focus();
    node.dispatchEvent(new Event('input', { bubbles: true }));
  }
  return {
    field: {
      ...field,
      problems: () => (node.validity.badInput ? [{ field, message: 'This is not complete.' }] : []),
    },
    set(text, next) {
      become(next);
      // Seconds can be entered where there are some: a control that asks for them would not do without.
      if (stepOf(text)) node.setAttribute('step', stepOf(text));
      else node.removeAttribute('step');
      node.value = text;
      return true;
    },
    read: (decode) => (node.value === '' ? (about.required && about.nullable ? null : undefined) : decode(node.value)),
  };
}
