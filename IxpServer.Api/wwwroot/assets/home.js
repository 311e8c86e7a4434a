import { h } from '../components/lib/dom.js';
import { glyph, icon } from './icons.js';
import { link } from './router.js';
import { examplesOf, titleOf } from './text.js';

/** The first page: what this is, and a board of intents that show something at one click. */
export function home(intents) {
  const featured = intents.filter((intent) => intent.featured);
  const shown = (featured.length ? featured : intents.filter((intent) => !intent.deprecated)).slice(0, 6);
  return [
    h(
      'section',
      { class: 'hero' },
      h('h1', {}, 'Say what you need. The component arrives.'),
      h(
        'p',
        {},
        'An intent goes to the server with its parameters and comes back as a component that runs in the page. Pick one and watch it travel.',
      ),
    ),
    h(
      'section',
      { 'aria-label': 'To start with' },
      h(
        'ul',
        { class: 'board' },
        shown.map((intent) => h('li', {}, departure(intent))),
      ),
    ),
  ];
}

function departure(intent) {
  const [example] = examplesOf(intent);
  return h(
    'a',
    { href: link(intent, example?.parameters) },
    glyph(intent),
    h('span', { class: 'title' }, titleOf(intent)),
    h('span', { class: 'try' }, example?.title ?? intent.description),
    h('span', { class: 'go' }, icon('arrow')),
  );
}

export function notFound(name, intents) {
  const close = intents.filter((intent) => distance(intent.name, name) <= Math.max(2, name.length / 3));
  return h(
    'section',
    { class: 'fault', id: 'unknown-intent' },
    h('h1', {}, 'No such intent'),
    h('p', {}, 'No intent of this server is called ', h('code', {}, name), '.'),
    close.length
      ? h(
          'div',
          {},
          h('p', {}, 'Did you mean:'),
          h(
            'ul',
            {},
            close.map((intent) => h('li', {}, h('a', { href: link(intent) }, titleOf(intent)))),
          ),
        )
      : null,
    h('p', {}, h('a', { href: '#/' }, 'All intents')),
  );
}

/** Levenshtein's distance, one row at a time. */
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, char] of [...a].entries()) {
    row = row.reduce(
      (next, above, j) => [
        ...next,
        j === 0 ? i + 1 : Math.min(above + 1, next[j - 1] + 1, row[j - 1] + (b[j - 1] === char ? 0 : 1)),
      ],
      [],
    );
  }
  return row.at(-1);
}
