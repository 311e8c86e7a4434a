import { h } from '../../components/lib/dom.js';
import { examplesOf } from '../text.js';
import { faultSummary, inReadingOrder, place } from './faults.js';
import { fieldFor, keeping } from './field.js';
import { initialValue } from './initial.js';
import { jsonField } from './json.js';
import { shapeOf } from './shape.js';

/**
 * The form of an intent's parameters. `submit(parameters)` is called when nothing is known to be wrong;
 * `fail(validationErrors)` puts the server's findings next to their fields.
 */
export function parameterForm(intent, given, submit) {
  const body = fieldsOf(intent);
  const raw = keeping({ id: 'raw', name: 'parameters', label: 'Parameters', required: true, schema: {} }, jsonField);
  let field = body?.field ?? raw;
  const write = (values) => {
    body?.field.write(values);
    raw.write(values);
  };
  write(given ?? body?.initial ?? {});

  const slot = h('div', {}, field.node);
  const summary = h('div', {});
  const button = h('button', { class: 'primary', type: 'submit' }, 'Render');
  const toggle = body
    ? h('button', { type: 'button', class: 'quiet small', 'aria-pressed': 'false' }, 'As JSON')
    : null;
  toggle?.addEventListener('click', () => {
    if (local()) return;
    const next = field === raw ? body.field : raw;
    next.write(field.read());
    field = next;
    slot.replaceChildren(field.node);
    toggle.setAttribute('aria-pressed', String(field === raw));
  });

  const clear = () => {
    summary.replaceChildren();
    field.clear();
  };
  const local = () => {
    clear();
    const problems = field.problems();
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
  // In text with lines Enter ends a line.
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run();
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

/** The fields of the parameters and what they begin with; null when parameters can only be written as JSON. */
function fieldsOf({ parameters: schema = {} }) {
  try {
    if (shapeOf(schema, schema).kind !== 'object') return null;
    const field = fieldFor(schema, { name: 'parameters', required: true, root: schema, plain: true });
    return { field, initial: initialValue(schema, schema, true) };
  } catch (error) {
    console.warn(`The form of these parameters cannot be built: ${error.message}`);
    return null;
  }
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
