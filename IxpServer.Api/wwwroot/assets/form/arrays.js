import { h } from '../../components/lib/dom.js';
import { icon } from '../icons.js';
import { words } from '../text.js';
import { fieldFor, grouped, resolve } from './field.js';
import { problemsOf, properties } from './object.js';

/** A list of anything, with buttons to add and to remove. */
export function arrayField(about) {
  const { schema, root, label } = about;
  const itemSchema = resolve(schema.items, root);
  const isObject = Boolean(itemSchema.properties);
  const list = h('div', { class: 'items' });
  const items = [];
  const status = h('p', { class: 'hidden', role: 'status' });
  const add = h('button', { type: 'button', class: 'small add' }, icon('plus'), `Add to ${label.toLowerCase()}`);
  const frame = grouped(about, [list, add, status], () => null, 'group');

  const number = () =>
    items.forEach(({ node, remove }, index) => {
      node.setAttribute('aria-label', `${label} ${index + 1}`);
      remove.setAttribute('aria-label', `Remove ${label} ${index + 1}`);
      add.disabled = items.length >= (schema.maxItems ?? Infinity);
    });
  const insert = (value) => {
    const field = isObject
      ? properties(itemSchema, root)
      : fieldFor(untitled(itemSchema), { name: `${words(label)} ${items.length + 1}`, required: true, root });
    if (value !== undefined) field.write(value);
    const remove = h('button', { type: 'button', class: 'quiet remove' }, icon('cross'));
    const node = h(
      'div',
      { class: isObject ? 'item of-object' : 'item', role: 'group' },
      isObject ? field.node : bare(field),
      remove,
    );
    const item = { node, field, remove };
    remove.addEventListener('click', () => {
      const index = items.indexOf(item);
      items.splice(index, 1);
      node.remove();
      add.disabled = false;
      number();
      status.textContent = `Removed. ${items.length} left.`;
      (items[Math.min(index, items.length - 1)]?.remove ?? add).focus();
    });
    items.push(item);
    list.append(node);
    number();
    return item;
  };
  add.addEventListener('click', () => {
    insert().field.focus();
    status.textContent = `Added. ${items.length} now.`;
  });
  const write = (values) => {
    items.length = 0;
    list.replaceChildren();
    add.disabled = false;
    for (const value of Array.isArray(values) ? values : []) insert(value);
    while (items.length < (about.required ? (schema.minItems ?? 0) : 0)) insert();
  };
  write(schema.default);

  return {
    node: frame.node,
    label,
    write,
    fail: frame.fail,
    read() {
      const values = items.map(({ field }) => field.read()).filter((value) => value !== undefined);
      return values.length || about.required || schema.default?.length ? values : undefined;
    },
    problems: () => items.flatMap(({ field }) => problemsOf(field)),
    clear() {
      frame.clear();
      items.forEach(({ field }) => field.clear());
    },
    child: (index) => items[index] && { ...items[index].field, label: `${label} ${Number(index) + 1}` },
    focus: () => (items[0]?.field ?? add).focus(),
  };
}

/** An item's label would repeat the list's title: it stays for assistive technology only, and the help goes below. */
function bare({ node }) {
  node.querySelector('.label, legend')?.classList.add('hidden');
  node.querySelectorAll(':scope > .help').forEach((help) => node.append(help));
  return node;
}

const untitled = ({ title, ...schema }) => schema;
