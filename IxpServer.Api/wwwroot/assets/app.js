import { h } from '../components/lib/dom.js';
import { loadRegistry, runtime } from './api.js';
import { catalog } from './catalog.js';
import { fault } from './faults.js';
import { watchHealth } from './health.js';
import { home, notFound } from './home.js';
import { intentView } from './intent-view.js';
import { onRoute, parameters } from './router.js';
import { titleOf } from './text.js';
import { runtimeTheme, themeSwitch } from './theme.js';

const main = document.getElementById('main');
document.getElementById('theme').replaceChildren(themeSwitch());
document.getElementById('skip').addEventListener('click', () => main.focus());
watchHealth(document.getElementById('health'));
start();

async function start() {
  try {
    await runtime.initialize({ theme: runtimeTheme() });
    open(await loadRegistry());
  } catch (error) {
    main.replaceChildren(fault(error, { retry: start }));
  }
}

/** One intent that cannot be shown leaves the others as they are. */
function show(intent, registry, query) {
  try {
    const view = intentView(intent, registry, query.size ? parameters(query, intent.parameters) : null);
    main.replaceChildren(...view.nodes);
    return view.leave;
  } catch (error) {
    console.error(error);
    main.replaceChildren(h('a', { class: 'back', href: '#/' }, '← All intents'), fault(error));
    return () => {};
  }
}

function open(registry) {
  const { intents } = registry;
  const list = catalog(document.getElementById('catalog'), intents);
  let leave = () => {};
  let first = true;

  onRoute(({ name, query }) => {
    leave();
    leave = () => {};
    const intent = intents.find((one) => one.name === name);
    document.body.dataset.view = name ? 'intent' : 'home';
    document.title = intent ? `${titleOf(intent)} · IXP playground` : 'IXP playground';
    list.select(name);
    if (intent) {
      leave = show(intent, registry, query);
    } else {
      main.replaceChildren(
        ...(name ? [h('a', { class: 'back', href: '#/' }, '← All intents'), notFound(name, intents)] : home(intents)),
      );
    }
    // A new view starts at its top, for the eye as for the keyboard; not so when the page has just been opened.
    if (!first) {
      main.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    first = false;
  });
}
