import { h } from '../components/lib/dom.js';
import { badges } from './catalog.js';
import { deprecation } from './faults.js';
import { parameterForm } from './form/form.js';
import { glyph } from './icons.js';
import { resultView } from './result.js';
import { remember } from './router.js';
import { shortDate, titleOf } from './text.js';

/** One intent: what it is, the form of its parameters, and what comes of them. */
export function intentView(intent, { intents, components }, given) {
  const component = components.get(intent.component);
  const result = resultView(intent, component);
  const successor = intents.find(({ name }) => name === intent.replacedBy);
  const form = parameterForm(intent, given, render);

  async function render(parameters) {
    remember(intent, parameters);
    form.busy(true);
    const faults = await result.render(parameters, () => form.run());
    form.busy(false);
    if (faults) form.fail(faults);
  }

  // Whoever follows a link with parameters wants to see what it shows.
  if (given) queueMicrotask(() => form.run());
  return {
    nodes: [
      h('a', { class: 'back', href: '#/' }, '← All intents'),
      h(
        'header',
        { class: 'head' },
        glyph(intent),
        h(
          'div',
          {},
          h('h1', {}, titleOf(intent)),
          h('p', {}, intent.description),
          h(
            'p',
            { class: 'meta' },
            badges(intent),
            h('code', {}, `${intent.name}@${intent.version}`),
            h('span', {}, 'shows ', h('code', {}, intent.component)),
          ),
        ),
      ),
      deprecation(intent, successor && titleOf(successor), shortDate),
      h('div', { class: 'bench' }, form.node, result.node),
    ].filter(Boolean),
    leave: result.leave,
  };
}
