// What stands around controls: label, help and error, tied together for assistive technology.
import { h } from '../../components/lib/dom.js';

/** Around one control. `replace` puts another control in its place. */
export function labelled(about, control, help = about.schema.description) {
  const { id } = about;
  const error = errorLine(id);
  const dress = (next) => {
    next.id = id;
    describe(next, id, help);
    if (about.required) next.setAttribute('aria-required', 'true');
    return next;
  };
  dress(control);
  const node = h(
    'div',
    { class: 'field' },
    h('label', { class: about.plain ? 'label hidden' : 'label', for: id }, caption(about)),
    helpLine(about, help),
    control,
    error,
  );
  return {
    node,
    label: about.label,
    ...failing(error, () => [control]),
    focus: () => control.focus(),
    replace(next) {
      control.replaceWith(dress(next));
      control = next;
    },
  };
}

/** Around a set of controls. `more` stands beside the title. */
export function grouped(about, body, controls, className = 'field', more = null) {
  const error = errorLine(about.id);
  const help = about.schema.description;
  const node = h(
    'fieldset',
    { class: className, 'aria-describedby': `${help ? `${about.id}-help ` : ''}${about.id}-error` },
    h('legend', { class: about.plain && 'hidden' }, caption(about)),
    helpLine(about, help),
    more,
    body,
    error,
  );
  return { node, label: about.label, ...failing(error, () => []), focus: () => controls()?.focus() };
}

const helpLine = ({ id }, help) => (help ? h('p', { class: 'help', id: `${id}-help` }, help) : null);

export const errorLine = (id) => h('p', { class: 'error', id: `${id}-error` });

export function describe(control, id, help) {
  control.setAttribute('aria-describedby', `${help ? `${id}-help ` : ''}${id}-error`);
}

/** The word "required" is drawn by the style sheet: assistive technology has it from aria-required. */
const caption = ({ label, required }) => [label, required ? h('span', { class: 'required' }) : null];

/** Several faults may lead to one field, as to one that is written as JSON. */
export function failing(error, controls) {
  return {
    fail(message) {
      if (!error.textContent.includes(message)) error.textContent = `${error.textContent} ${message}`.trim();
      for (const control of controls()) control.setAttribute('aria-invalid', 'true');
    },
    clear() {
      error.textContent = '';
      for (const control of controls()) control.removeAttribute('aria-invalid');
    },
  };
}
