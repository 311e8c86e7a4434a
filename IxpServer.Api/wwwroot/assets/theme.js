import { h } from '../components/lib/dom.js';
import { runtime } from './api.js';
import { icon } from './icons.js';

const KEY = 'ixp-theme';
const choices = [
  ['light', 'Light', 'sun'],
  ['dark', 'Dark', 'moon'],
  ['system', 'As the system', 'screen'],
];
const current = () => document.documentElement.dataset.theme ?? 'system';

/** What the runtime calls the chosen theme. */
export const runtimeTheme = () => (current() === 'system' ? 'auto' : current());

export function themeSwitch() {
  return h(
    'div',
    { class: 'segments', role: 'radiogroup', 'aria-label': 'Colour theme' },
    choices.map(([value, label, sign]) =>
      h(
        'label',
        { title: label },
        h('input', {
          type: 'radio',
          name: 'theme',
          value,
          checked: value === current(),
          'aria-label': label,
          onchange: () => choose(value),
        }),
        icon(sign),
      ),
    ),
  );
}

function choose(value) {
  document.documentElement.dataset.theme = value;
  localStorage.setItem(KEY, value);
  runtime.useTheme().setTheme(runtimeTheme());
}
