// Runs in the page: sends values through forms that are never shown, in each way that a value can come in.
import { isObject, same } from '/assets/exact.js';
import { parameterForm } from '/assets/form/form.js';
import { link, parameters, parse } from '/assets/router.js';

export const ways = { example, link: byLink, json, preset, edit };

/** What the form sends, or the text of its first problem. */
function sender(intent, given = null) {
  let sent;
  const form = parameterForm(intent, given, (values) => {
    sent = values;
  });
  return {
    form,
    sent() {
      form.run();
      return sent === undefined ? `not sent: ${form.node.querySelector('.error:not(:empty)')?.textContent}` : sent;
    },
    get last() {
      return sent;
    },
  };
}

const compare = (sent, value) =>
  JSON.stringify(sent) === JSON.stringify(value) ? null : `sent ${JSON.stringify(sent)}`;

function example({ schema, value }) {
  const one = sender({ name: 'i', parameters: schema, examples: [{ title: 'x', parameters: value }] });
  one.form.node.querySelector('.examples button').click();
  return compare(one.last, value);
}

function byLink({ schema, value }) {
  const intent = { name: 'i', parameters: schema };
  const { query } = parse(new URL(link(intent, value), location.href).hash);
  return Object.keys(value).length ? compare(sender(intent, parameters(query, schema)).sent(), value) : null;
}

function json({ schema, value }) {
  const one = sender({ name: 'i', parameters: schema });
  const toggle = one.form.node.querySelector('.panel-head button');
  toggle?.click();
  const editor = one.form.node.querySelector('textarea');
  editor.value = JSON.stringify(value);
  editor.dispatchEvent(new Event('input', { bubbles: true }));
  toggle?.click();
  return compare(one.sent(), value);
}

/** As the default of a parameter. */
function preset({ schema, value }) {
  const { $defs, ...own } = schema;
  const parameter = { ...own, default: value };
  const whole = { type: 'object', properties: { p: parameter }, $defs };
  return compare(sender({ name: 'i', parameters: whole }).sent(), { p: value });
}

/** One field is edited: nothing else changes. */
function edit({ schema, value }, seed) {
  const one = sender({ name: 'i', parameters: schema }, value);
  const controls = [...one.form.node.querySelectorAll('input[type="text"], textarea.lines, input[type="checkbox"]')];
  if (!controls.length) return null;
  const control = controls[seed % controls.length];
  if (control.type === 'checkbox') control.checked = !control.checked;
  else control.value = 'edited';
  control.dispatchEvent(new Event('input', { bubbles: true }));
  const sent = one.sent();
  const changed = changes(value, sent);
  return changed.length <= 1 ? null : `${changed.join(', ')} changed in ${JSON.stringify(sent)}`;
}

function changes(before, after, path = '#') {
  if (same(before, after)) return [];
  const isDeeper = [isObject, Array.isArray].some((is) => is(before) && is(after));
  if (!isDeeper || isWithOneMore(before, after) || isWithOneMore(after, before)) return [path];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) =>
    changes(
      Object.hasOwn(before, name) ? before[name] : undefined,
      Object.hasOwn(after, name) ? after[name] : undefined,
      `${path}/${name}`,
    ),
  );
}

const isWithOneMore = (list, longer) =>
  Array.isArray(list) &&
  list.length + 1 === longer.length &&
  longer.some((_, index) => same(longer.toSpliced(index, 1), list));

/** The faults of all ways for one pair; what is thrown is one too. */
export function faultsOf(pair, names, seed = 0) {
  return names.flatMap((name) => {
    let fault;
    try {
      fault = ways[name](pair, seed);
    } catch (error) {
      fault = error.stack;
    }
    return fault ? [`${name}: ${JSON.stringify(pair.value)} under ${JSON.stringify(pair.schema)}: ${fault}`] : [];
  });
}
