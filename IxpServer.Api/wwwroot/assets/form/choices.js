import { h } from '../../components/lib/dom.js';
import { words } from '../text.js';
import { grouped, labelled, resolve } from './field.js';

const MOST_RADIOS = 4;
const text = (value) => (typeof value === 'string' ? words(value) : JSON.stringify(value));

/** One of a few values: radio buttons while they fit, else a list to select from. */
export function choiceField(about) {
  const options = about.schema.enum;
  const mustChoose = about.required || about.schema.default !== undefined;
  return options.length <= MOST_RADIOS && mustChoose ? radios(about, options) : selection(about, options, mustChoose);
}

function radios(about, options) {
  const inputs = options.map((_, index) =>
    h('input', { type: 'radio', name: about.id, value: index, 'aria-describedby': `${about.id}-error` }),
  );
  const field = grouped(
    about,
    h('div', { class: 'choices' }, labels(inputs, options)),
    () => inputs.find((input) => input.checked) ?? inputs[0],
  );
  const write = (value) =>
    inputs.forEach((input, index) => {
      input.checked = options[index] === value;
    });
  write(about.schema.default);
  return { ...field, write, read: () => options[inputs.findIndex((input) => input.checked)] };
}

function selection(about, options, mustChoose) {
  const control = h(
    'select',
    {},
    mustChoose ? null : h('option', { value: '' }, 'No choice'),
    options.map((option, index) => h('option', { value: index }, text(option))),
  );
  const field = labelled(about, control);
  const write = (value) => {
    const index = options.indexOf(value);
    control.value = index >= 0 ? String(index) : '';
  };
  write(about.schema.default);
  return { ...field, write, read: () => (control.value === '' ? undefined : options[Number(control.value)]) };
}

/** Any of a few values. */
export function choicesField(about) {
  const options = resolve(about.schema.items, about.root).enum;
  const inputs = options.map((_, index) =>
    h('input', { type: 'checkbox', name: about.id, value: index, 'aria-describedby': `${about.id}-error` }),
  );
  const field = grouped(about, h('div', { class: 'choices' }, labels(inputs, options)), () => inputs[0]);
  const write = (values) =>
    inputs.forEach((input, index) => {
      input.checked = Array.isArray(values) && values.includes(options[index]);
    });
  write(about.schema.default);
  const read = () => {
    const chosen = options.filter((_, index) => inputs[index].checked);
    return chosen.length || about.required || about.schema.default?.length ? chosen : undefined;
  };
  return { ...field, write, read, child: () => null };
}

const labels = (inputs, options) =>
  inputs.map((input, index) => h('label', { class: 'choice' }, input, text(options[index])));
