import { h } from '../../components/lib/dom.js';
import { words } from '../text.js';

/** Finds the field that a fault's path leads to, or the nearest one around it, and writes the message there. */
export function place(fault, root) {
  const names = [];
  const beyond = [];
  let field = root;
  for (const step of fault.path ?? []) {
    const next = beyond.length ? null : field.child(step);
    names.push(next?.label ?? words(step));
    if (next) field = next;
    else beyond.push(step);
  }
  const message = messageOf(fault);
  // Inside of what is written as JSON, the message has to say where.
  field.fail(beyond.length ? `${beyond.map(words).join(' › ')}: ${message}` : message);
  return { where: names.join(' › ') || 'Parameters', field, message };
}

/** The summary goes down the form as the eye does. */
export function inReadingOrder({ field: { node: a } }, { field: { node: b } }) {
  if (a === b) return 0;
  return a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

const entries = (count) => `${count} ${count === 1 ? 'entry' : 'entries'}`;
const characters = (count) => `${count} ${count === 1 ? 'character' : 'characters'}`;

/** The schema's keywords in words for whoever fills in the form. */
const sentences = {
  required: () => 'This is required.',
  enum: ({ options }) => options && `Choose one of: ${options.join(', ')}.`,
  type: ({ expected }) => expected && `This must be ${/^[aeio]/.test(expected) ? 'an' : 'a'} ${expected}.`,
  minimum: ({ minimum }) => `At least ${minimum}.`,
  maximum: ({ maximum }) => `At most ${maximum}.`,
  exclusiveMinimum: ({ minimum }) => `More than ${minimum}.`,
  exclusiveMaximum: ({ maximum }) => `Less than ${maximum}.`,
  minLength: ({ minimum }) => `At least ${characters(minimum)}.`,
  maxLength: ({ maximum }) => `At most ${characters(maximum)}.`,
  minItems: ({ minimum }) => `At least ${entries(minimum)}.`,
  maxItems: ({ maximum }) => `At most ${entries(maximum)}.`,
  uniqueItems: () => 'No entry may occur twice.',
  pattern: () => 'This does not have the expected form.',
};

/** The server's own message serves where there is no better one. */
function messageOf(fault) {
  const keyword = fault.received === 'undefined' ? 'required' : fault.keywordLocation?.split('/').at(-1);
  return sentences[keyword]?.(fault) || sentence(fault.message);
}

const sentence = (text) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

/** The summary takes the focus, so that a screen reader speaks it and Tab goes on to the first link. */
export function faultSummary(placed) {
  const heading =
    placed.length === 1 ? 'One thing needs to be put right' : `${placed.length} things need to be put right`;
  return h(
    'div',
    { class: 'summary', tabindex: '-1', role: 'group', 'aria-labelledby': 'summary-title' },
    h('h3', { id: 'summary-title' }, heading),
    h(
      'ul',
      {},
      placed.map((one) => h('li', {}, reference(one))),
    ),
  );
}

function reference({ where, field, message }) {
  return h(
    'a',
    {
      href: '#',
      onclick: (event) => {
        event.preventDefault();
        field.focus();
      },
    },
    `${where}: ${message}`,
  );
}
