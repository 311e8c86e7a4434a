import { h } from '../../components/lib/dom.js';
import { examplesOf } from '../text.js';
import { jsonField } from './json.js';
import { problemsOf, properties } from './object.js';
import { faultSummary, inReadingOrder, place } from './faults.js';

/**
 * The form of an intent's parameters. `submit(parameters)` is called when nothing is known to be wrong;
 * `fail(validationErrors)` puts the server's findings next to their fields.
 */
export function parameterForm(intent, given, submit) {
  const schema = intent.parameters ?? {};
  const expressible = Object.keys(schema.properties ?? {}).length > 0;
  const body = expressible ? properties(schema, schema) : null;
  const raw = jsonField({ id: 'raw', label: 'Parameters', required: true, schema: {} });
  let field = body ?? raw;
  const write = (values) => {
    body?.write(values);
    raw.write(values ?? {});
  };
  if (given || !expressible) write(given ?? {});

  const slot = h('div', {}, field.node);
  const summary = h('div', {});
  const button = h('button', { class: 'primary', type: 'submit' }, 'Render');
  const toggle = expressible
    ? h('button', { type: 'button', class: 'quiet small', 'aria-pressed': 'false' }, 'As JSON')
    : null;
  toggle?.addEventListener('click', () => {
    const asJson = field === body;
    if (!asJson && problemsOf(raw).length) return local();
    clear();
    if (asJson) raw.write(body.read());
    else body.write(raw.read());
    field = asJson ? raw : body;
    slot.replaceChildren(field.node);
    toggle.setAttribute('aria-pressed', String(asJson));
  });

  const clear = () => {
    summary.replaceChildren();
    field.clear();
  };
  const local = () => {
    clear();
    const problems = problemsOf(field);
    for (const { field: wrong, message } of problems) wrong.fail(message);
    problems[0]?.field.focus();
    return problems.length > 0;
  };
  const run = () => {
    if (!local()) submit(field.read());
  };
  const form = h(
    'form',
    { class: 'panel', novalidate: true, 'aria-label': 'Parameters' },
    h('div', { class: 'panel-head' }, h('h2', {}, 'Parameters'), toggle),
    examples(intent, (values) => {
      write(values);
      run();
    }),
    summary,
    slot,
    h('div', { class: 'actions' }, button),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    run();
  });

  return {
    node: form,
    run,
    busy(isBusy) {
      button.textContent = isBusy ? 'Rendering …' : 'Render';
      button.setAttribute('aria-disabled', String(isBusy));
    },
    fail(faults) {
      clear();
      const placed = faults.map((fault) => place(fault, field)).sort(inReadingOrder);
      const box = faultSummary(placed);
      summary.replaceChildren(box);
      box.focus();
    },
  };
}

function examples(intent, fill) {
  const list = examplesOf(intent);
  if (!list.length) return null;
  return h(
    'div',
    { class: 'examples', role: 'group', 'aria-label': 'Examples' },
    h('span', { class: 'caption' }, 'Try an example'),
    list.map(({ title, parameters }) =>
      h('button', { type: 'button', class: 'small', onclick: () => fill(parameters) }, title),
    ),
  );
}
