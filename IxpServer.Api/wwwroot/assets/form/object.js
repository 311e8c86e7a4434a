import { h } from '../../components/lib/dom.js';
import { isObject } from '../exact.js';
import { icon } from '../icons.js';
import { grouped } from './frame.js';
import { initialMembers } from './initial.js';
import { members } from './members.js';

/** Objects within objects within objects are opened on demand, as are those that hold objects of their own kind. */
const MAX_OPEN = 3;

/** An object's fields. `plain` is without a frame: the form itself, or an item of a list. */
export function objectField(about) {
  const { schema, root, required, nullable, label, plain } = about;
  const isOpen = plain || (!about.isRepeated && about.trail.length <= MAX_OPEN);
  const name = label.toLowerCase();
  const add = h('button', { type: 'button', class: 'small add' }, icon('plus'), `Add ${name}`);
  const out = h(
    'button',
    { type: 'button', class: 'quiet small out', 'aria-label': `Leave out ${label}` },
    'Leave out',
  );
  const slot = h('div', {});
  const frame = plain ? null : grouped(about, slot, () => null, 'group', required && !nullable ? null : out);
  const node = frame?.node ?? slot;
  let inner = null;
  let isIn = false;

  const changed = () => node.dispatchEvent(new Event('change', { bubbles: true }));
  const is = (next) => {
    isIn = next;
    out.hidden = !isIn;
  };
  // Only what is inside speaks for the object: the buttons beside it say themselves what they did.
  for (const event of ['input', 'change']) slot.addEventListener(event, () => is(true));
  const fill = (value) => {
    inner ??= members(about);
    inner.write(value);
    slot.replaceChildren(inner.node);
  };
  const empty = () => {
    is(false);
    if (isOpen) return fill(initialMembers(schema, root, about.trail));
    inner = null;
    slot.replaceChildren(add);
  };
  add.addEventListener('click', () => {
    fill(initialMembers(schema, root, about.trail));
    is(true);
    changed();
    inner.focus();
  });
  out.addEventListener('click', () => {
    empty();
    changed();
    is(false);
    if (!isOpen) add.focus();
  });

  return {
    node,
    label,
    show(value) {
      if (value === undefined || (value === null && nullable)) {
        empty();
        return true;
      }
      if (!isObject(value)) return false;
      fill(value);
      is(true);
      return true;
    },
    read() {
      if (isIn) return inner.read();
      return required && nullable ? null : undefined;
    },
    problems: () => inner?.problems() ?? [],
    fail: (message) => (frame ?? inner).fail(message),
    clear() {
      frame?.clear();
      inner?.clear();
    },
    focus: () => (inner ?? add).focus(),
    child: (step) => inner?.child(step) ?? null,
  };
}
