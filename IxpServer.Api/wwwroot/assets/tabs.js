import { h } from '../components/lib/dom.js';

const moves = { ArrowRight: 1, ArrowLeft: -1 };

/** Tabs after the ARIA pattern: one stop for Tab, arrows between them. */
export function tabs(names) {
  const id = (name) => `tab-${name.toLowerCase()}`;
  const panels = names.map((name, index) =>
    h('div', { role: 'tabpanel', id: `${id(name)}-panel`, 'aria-labelledby': id(name), hidden: index > 0 }),
  );
  const buttons = names.map((name, index) =>
    h(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: id(name),
        'aria-controls': `${id(name)}-panel`,
        'aria-selected': String(index === 0),
        tabindex: index === 0 ? '0' : '-1',
        onclick: () => select(index),
      },
      name,
    ),
  );
  const select = (chosen) =>
    buttons.forEach((button, index) => {
      button.setAttribute('aria-selected', String(index === chosen));
      button.tabIndex = index === chosen ? 0 : -1;
      panels[index].hidden = index !== chosen;
    });
  const list = h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Result' }, buttons);
  list.addEventListener('keydown', (event) => {
    const at = buttons.indexOf(event.target);
    const next =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? names.length - 1
          : event.key in moves
            ? (at + moves[event.key] + names.length) % names.length
            : -1;
    if (next < 0) return;
    event.preventDefault();
    select(next);
    buttons[next].focus();
  });
  return {
    node: h('div', {}, list, panels),
    fill: (name, ...nodes) => panels[names.indexOf(name)].replaceChildren(...nodes),
  };
}
