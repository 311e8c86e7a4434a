import { h } from '../../components/lib/dom.js';
import { words } from '../text.js';

/** Finds the field that a fault's path leads to, or the nearest one around it, and writes the message there. */
export function place(fault, root) {
  const path = fault.path ?? [];
  const names = [];
  let field = root;
  for (const step of path) {
    const next = field?.child?.(step);
    names.push(next?.label ?? words(step));
    field = next ?? field;
  }
  const message = messageOf(fault);
  field.fail?.(message);
  return { where: names.join(' › ') || 'Parameters', field, message };
}

/** The protocol's codes in words for whoever fills in the form; the server's own message for the others. */
function messageOf({ code, message, received, options, expected }) {
  if (received === 'undefined') return 'This is required.';
  if (code === 'invalid_enum_value' && options) return `Choose one of: ${options.join(', ')}.`;
  if (code === 'invalid_type' && expected) return `This must be ${/^[aeio]/.test(expected) ? 'an' : 'a'} ${expected}.`;
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`;
}

/** The summary takes the focus, so that a screen reader speaks it and Tab goes on to the first link. */
export function faultSummary(placed) {
  const heading = placed.length === 1 ? 'One thing needs to be put right' : `${placed.length} things need to be put right`;
  return h('div', { class: 'summary', tabindex: '-1', role: 'group', 'aria-labelledby': 'summary-title' },
    h('h3', { id: 'summary-title' }, heading),
    h('ul', {}, placed.map((one) => h('li', {}, reference(one)))));
}

function reference({ where, field, message }) {
  return h('a', {
    href: '#', onclick: (event) => {
      event.preventDefault();
      field.focus();
    },
  }, `${where}: ${message}`);
}
