import { h } from '../../components/lib/dom.js';
import { same, typeOf } from '../exact.js';
import { words } from '../text.js';
import { grouped, labelled } from './frame.js';

const MAX_RADIOS = 4;

/** One of a few values: radio buttons while they fit, else a list to select from. */
export function choiceField(about) {
  const mustChoose = about.required || about.schema.default !== undefined;
  return about.options.length <= MAX_RADIOS && mustChoose ? radios(about) : selection(about, mustChoose);
}

function radios(about) {
  const { options, schema } = about;
  const inputs = boxes(about, 'radio');
  const field = grouped(
    about,
    h('div', { class: 'choices' }, labels(inputs, options)),
    () => inputs.find((input) => input.checked) ?? inputs[0],
  );
  return {
    ...field,
    show(value) {
      const index = placeOf(value === undefined ? schema.default : value, options);
      inputs.forEach((input, at) => {
        input.checked = at === index;
      });
      return index >= 0 || value === undefined;
    },
    read: () => options[inputs.findIndex((input) => input.checked)]?.value,
  };
}

function selection(about, mustChoose) {
  const { options, schema } = about;
  const texts = titles(options);
  const control = h(
    'select',
    {},
    mustChoose ? null : h('option', { value: '' }, 'No choice'),
    options.map((_, index) => h('option', { value: index }, texts[index])),
  );
  return {
    ...labelled(about, control),
    show(value) {
      const index = placeOf(value === undefined ? schema.default : value, options);
      control.value = index >= 0 ? String(index) : '';
      return index >= 0 || value === undefined;
    },
    read: () => (control.value === '' ? undefined : options[Number(control.value)].value),
  };
}

/** Any of a few values. */
export function choicesField(about) {
  const { options, schema, required, nullable } = about;
  const inputs = boxes(about, 'checkbox');
  const field = grouped(about, h('div', { class: 'choices' }, labels(inputs, options)), () => inputs[0]);
  let order = [];
  return {
    ...field,
    show(value) {
      const values = value ?? schema.default ?? [];
      if ((value === null && !nullable) || !Array.isArray(values)) return false;
      order = values.map((one) => placeOf(one, options));
      inputs.forEach((input, index) => {
        input.checked = order.includes(index);
      });
      return !order.includes(-1) && new Set(order).size === order.length;
    },
    /** In the order of the schema, or, where they came in another, in that with what is new at its end. */
    read() {
      const isSorted = order.every((index, at) => at === 0 || order[at - 1] < index);
      const all = isSorted ? [...options.keys()] : [...new Set([...order, ...options.keys()])];
      const chosen = all.filter((index) => inputs[index].checked);
      if (chosen.length || schema.default?.length) return chosen.map((index) => options[index].value);
      return required ? (nullable ? null : []) : undefined;
    },
  };
}

const placeOf = (value, options) => options.findIndex((option) => same(option.value, value));

const boxes = ({ id, options }, type) =>
  options.map((_, index) => h('input', { type, name: id, value: index, 'aria-describedby': `${id}-error` }));

function labels(inputs, options) {
  const texts = titles(options);
  return inputs.map((input, index) => h('label', { class: 'choice' }, input, texts[index]));
}

/** In words, unless two values would read the same. */
function titles(options) {
  const texts = options.map(({ value, title }) => title ?? text(value));
  return new Set(texts).size === texts.length ? texts : options.map(({ value }) => JSON.stringify(value));
}

function text(value) {
  if (value === null) return 'None';
  return typeOf(value) === 'string' && value.trim() ? words(value) : JSON.stringify(value);
}
