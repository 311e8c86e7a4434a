import { h } from '../../components/lib/dom.js';
import { isObject, member } from '../exact.js';
import { fieldFor, keeping } from './field.js';
import { errorLine, failing } from './frame.js';
import { isRequiredIn } from './initial.js';
import { jsonField } from './json.js';
import { propertiesOf } from './parts.js';

/** The fields of an object's members, one for each property and one for all that have no property. */
export function members({ id, schema, root, trail }) {
  const fields = new Map(
    Object.entries(propertiesOf(schema))
      .filter(([, property]) => property !== false)
      .map(([name, property]) => [
        name,
        fieldFor(property, { name, required: isRequiredIn(schema, name), root, trail }),
      ]),
  );
  const more = furtherMembers(id, fields);
  const all = [...fields.values(), more];
  const error = errorLine(`${id}-own`);
  const slot = h('div', { class: 'fields' });
  let given = {};
  let isMoreShown = false;

  const others = (value) => Object.entries(value).filter(([name]) => !fields.has(name));
  return {
    node: slot,
    ...failing(error, () => []),
    write(value) {
      given = value;
      fields.forEach((field, name) => field.write(member(value, name)));
      const rest = Object.fromEntries(others(value));
      const isFree =
        isObject(schema.additionalProperties) || schema.additionalProperties === true || schema.patternProperties;
      isMoreShown = Boolean(isFree) || Object.keys(rest).length > 0;
      more.write(Object.keys(rest).length ? rest : undefined);
      const shown = isMoreShown ? all : [...fields.values()];
      slot.replaceChildren(...shown.map((field) => field.node), error);
    },
    /** In the order in which they came; what is new comes last. */
    read() {
      const rest = more.read() ?? {};
      const names = new Set([...Object.keys(given), ...fields.keys(), ...Object.keys(rest)]);
      return Object.fromEntries(
        [...names]
          .map((name) => [name, fields.has(name) ? fields.get(name).read() : member(rest, name)])
          .filter(([, value]) => value !== undefined),
      );
    },
    problems: () => all.flatMap((field) => field.problems()),
    clear() {
      error.textContent = '';
      for (const field of all) field.clear();
    },
    focus: () => all[0].focus(),
    child: (name) => fields.get(name) ?? (isMoreShown ? more : null),
  };
}

function furtherMembers(id, fields) {
  return keeping(
    {
      id: `${id}-more`,
      name: 'further members',
      label: 'Further members',
      schema: {},
      note: 'What has no field of its own, written as an object in JSON.',
      refuse(value) {
        if (!isObject(value)) return 'This must be an object, such as {"name": "value"}.';
        const name = Object.keys(value).find((one) => fields.has(one));
        return name === undefined ? null : `${JSON.stringify(name)} has a field of its own.`;
      },
    },
    jsonField,
  );
}
