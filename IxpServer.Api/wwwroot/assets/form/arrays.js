import { h } from '../../components/lib/dom.js';
import { numberOf } from '../exact.js';
import { icon } from '../icons.js';
import { words } from '../text.js';
import { fieldFor } from './field.js';
import { grouped } from './frame.js';
import { initialValue, rows } from './initial.js';
import { itemSchemas } from './parts.js';
import { shapeOf } from './shape.js';

/** More items than these are not looked through one by one: they are shown as JSON. */
const MAX_SHOWN = 100;

/** A list of anything, with buttons to add and to remove; a tuple where its first items have schemas of their own. */
export function arrayField(about) {
  const { schema, root, label, required, nullable } = about;
  const { first, rest } = itemSchemas(schema);
  const most = Math.min(numberOf(schema.maxItems) ?? Infinity, rest === false ? first.length : Infinity);
  const list = h('div', { class: 'items' });
  const status = h('p', { class: 'hidden', role: 'status' });
  const add = h('button', { type: 'button', class: 'small add' }, icon('plus'), `Add to ${label.toLowerCase()}`);
  const frame = grouped(about, [list, add, status], () => null, 'group');
  let items = [];

  const number = () => {
    items.forEach(({ node, remove }, index) => {
      node.setAttribute('aria-label', `${label} ${index + 1}`);
      remove.setAttribute('aria-label', `Remove ${label} ${index + 1}`);
    });
    add.disabled = items.length >= most;
  };
  const changed = (message) => {
    number();
    status.textContent = message;
    list.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const insert = (value, itemSchema) => {
    const item = {
      field: itemField(itemSchema, items.length),
      remove: h('button', { type: 'button', class: 'quiet remove' }, icon('cross')),
    };
    item.field.write(value);
    const isObject = shapeOf(itemSchema, root).kind === 'object';
    item.node = h('div', { class: isObject ? 'item of-object' : 'item', role: 'group' }, item.field.node, item.remove);
    item.remove.addEventListener('click', () => {
      const index = items.indexOf(item);
      items.splice(index, 1);
      item.node.remove();
      changed(`Removed. ${items.length} left.`);
      (items[Math.min(index, items.length - 1)]?.remove ?? add).focus();
    });
    items.push(item);
    list.append(item.node);
    return item;
  };
  /** An item's label would repeat the list's title: it stays for assistive technology only. */
  const itemField = (itemSchema, index) => {
    const isPlain = index >= first.length;
    const name = `${words(label)} ${index + 1}`;
    const settings = {
      name,
      label: isPlain ? name : undefined,
      plain: isPlain,
      required: true,
      root,
      trail: about.trail,
    };
    return fieldFor(itemSchema, settings);
  };
  const schemaAt = (index) => first[index] ?? rest ?? {};
  const fresh = (index) => insert(initialValue(schemaAt(index), root, true), schemaAt(index));
  add.addEventListener('click', () => {
    const item = fresh(items.length);
    changed(`Added. ${items.length} now.`);
    item.field.focus();
  });

  return {
    node: frame.node,
    label,
    fail: frame.fail,
    show(value) {
      const values = value ?? schema.default ?? [];
      if ((value === null && !nullable) || !Array.isArray(values) || values.length > MAX_SHOWN) return false;
      items = [];
      list.replaceChildren();
      values.forEach((one, index) => insert(one, schemaAt(index)));
      if (required && !about.isRepeated) while (items.length < rows(schema).length) fresh(items.length);
      number();
      return true;
    },
    read() {
      const values = items.map(({ field }) => field.read());
      // A tuple's items stand at their places: only those at its end can be left out.
      while (values.length && values.at(-1) === undefined) values.pop();
      const said = first.length ? values : values.filter((value) => value !== undefined);
      if (said.length || schema.default?.length) return said;
      return required ? (nullable ? null : said) : undefined;
    },
    problems(isEdited) {
      const values = isEdited && first.length ? items.map(({ field }) => field.read()) : [];
      const last = values.findLastIndex((value) => value !== undefined);
      return items.flatMap(({ field }, index) =>
        index < last && values[index] === undefined ? [{ field, message: 'This is required.' }] : field.problems(),
      );
    },
    clear() {
      frame.clear();
      items.forEach(({ field }) => field.clear());
    },
    child: (index) =>
      items[index] && Object.create(items[index].field, { label: { value: `${label} ${Number(index) + 1}` } }),
    focus: () => (items[0]?.field ?? add).focus(),
  };
}
