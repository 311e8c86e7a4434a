import { h } from '../components/lib/dom.js';
import { runtime } from './api.js';

const widths = [
  ['', 'Full'],
  ['w720', '720'],
  ['w360', '360'],
];
const MOST_MESSAGES = 20;

/** The stage on which the component appears, with a choice of widths and the messages that it sends. */
export function preview() {
  let handle = null;
  let target = h('div', { class: 'target' });
  const stage = h('div', { class: 'stage', 'aria-busy': 'false' });
  const messages = h('ul', {});
  const box = h('section', { class: 'messages', hidden: true }, h('h3', {}, 'Messages of the component'), messages);
  const picker = h(
    'div',
    { class: 'segments', role: 'radiogroup', 'aria-label': 'Width of the preview' },
    widths.map(([name, label], index) =>
      h(
        'label',
        {},
        h('input', { type: 'radio', name: 'width', checked: index === 0, onchange: () => resize(name) }),
        label,
      ),
    ),
  );
  let width = '';
  const resize = (name) => {
    width = name;
    target.className = `target ${name}`;
  };
  const stop = runtime.subscribe('notification', ({ notificationType, data, componentId }) => {
    box.hidden = false;
    messages.prepend(
      h(
        'li',
        {},
        h('b', {}, notificationType),
        h('code', {}, JSON.stringify(data) ?? ''),
        h('span', { class: 'hidden' }, `from ${componentId}`),
      ),
    );
    while (messages.children.length > MOST_MESSAGES) messages.lastChild.remove();
  });
  const drop = () => {
    handle?.destroy();
    handle = null;
  };
  const empty = (title, text) => {
    drop();
    stage.replaceChildren(h('div', { class: 'waiting' }, h('b', {}, title), text));
  };
  empty('Nothing on stage yet', 'Fill the form in, or pick an example.');

  return {
    node: h(
      'div',
      {},
      h('div', { class: 'tools' }, h('p', { class: 'help' }, 'It is live: use it.'), picker),
      stage,
      box,
    ),
    /** Where the next component goes: the one that is shown stays in place until then. */
    target() {
      if (!handle) {
        target = h('div', { class: `target ${width}` });
        stage.replaceChildren(target);
      }
      return target;
    },
    busy: (isBusy) => stage.setAttribute('aria-busy', String(isBusy)),
    shown(next) {
      handle = next;
    },
    failed(panel) {
      drop();
      stage.replaceChildren(panel);
      panel.focus({ preventScroll: true });
    },
    empty,
    leave() {
      stop();
      drop();
    },
  };
}
