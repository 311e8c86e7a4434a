import { h } from '../components/lib/dom.js';
import { milliseconds } from './text.js';

/** The three stops of a render, with the time that each took. Spoken as a whole once it is over. */
export function journey() {
  const stops = ['Intent', 'Record', 'Component'].map((name) => ({ name, time: h('span', {}, '\u00a0') }));
  const spoken = h('p', { class: 'hidden', role: 'status' });
  for (const stop of stops) stop.node = h('li', {}, h('b', {}, stop.name), stop.time);
  const set = (states, times) =>
    stops.forEach(({ node, time }, index) => {
      node.className = states[index] ?? '';
      time.textContent = times[index] ?? '\u00a0';
    });
  return {
    node: h(
      'div',
      {},
      h(
        'ol',
        { class: 'journey' },
        stops.map(({ node }) => node),
      ),
      spoken,
    ),
    start: () => set(['done'], ['on its way']),
    arrived({ result, cached, timing }) {
      const props = `${Object.keys(result.record.props).length} props`;
      set(
        ['done', 'done', 'done'],
        ['sent', `${props}, ${cached ? 'kept here' : milliseconds(timing.requestMs)}`, milliseconds(timing.mountMs)],
      );
      spoken.textContent = `${result.component.name} is shown.`;
    },
    failed(error) {
      set(
        error.status || error.code === 'NETWORK_ERROR' || error.code === 'TIMEOUT_ERROR'
          ? ['done', 'broken']
          : ['done', 'done', 'broken'],
        error.status ? ['sent', `refused, ${error.status}`] : ['sent'],
      );
      spoken.textContent = error.message;
    },
  };
}
