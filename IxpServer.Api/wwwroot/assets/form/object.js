import { h } from '../../components/lib/dom.js';
import { fieldFor, grouped } from './field.js';

/** The fields of an object's properties, without a frame around them: the form itself, or an item of a list. */
export function properties(schema, root) {
  const fields = new Map(
    Object.entries(schema.properties).map(([name, property]) => [
      name,
      fieldFor(property, { name, required: schema.required?.includes(name), root }),
    ]),
  );
  const all = [...fields.values()];
  return {
    node: h(
      'div',
      { class: 'fields' },
      all.map((field) => field.node),
    ),
    fields,
    child: (name) => fields.get(name) ?? null,
    write: (value) => fields.forEach((field, name) => field.write(value?.[name] ?? schema.properties[name].default)),
    read: () =>
      Object.fromEntries(
        [...fields].map(([name, field]) => [name, field.read()]).filter(([, value]) => value !== undefined),
      ),
    problems: () => all.flatMap((field) => problemsOf(field)),
    clear: () => all.forEach((field) => field.clear()),
    focus: () => all[0].focus(),
  };
}

/** What the page itself can tell is wrong, before the server is asked: text that is no number, broken JSON. */
export function problemsOf(field) {
  const message = field.problem?.();
  return message ? [{ field, message }] : (field.problems?.() ?? []);
}

export function objectField(about) {
  const inner = properties(about.schema, about.root);
  const frame = grouped(about, inner.node, () => null, 'group');
  return {
    ...inner,
    label: about.label,
    node: frame.node,
    fail: frame.fail,
    focus: inner.focus,
    clear() {
      frame.clear();
      inner.clear();
    },
    read() {
      const value = inner.read();
      return Object.keys(value).length || about.required ? value : undefined;
    },
    write: (value) => inner.write(value ?? about.schema.default),
  };
}
