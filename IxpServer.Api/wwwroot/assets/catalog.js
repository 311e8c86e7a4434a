import { h } from '../components/lib/dom.js';
import { hue, icon } from './icons.js';
import { titleOf } from './text.js';

/** The list of intents with search and category. `select(name)` marks the one that is open. */
export function catalog(target, intents) {
  const search = h('input', {
    type: 'search',
    id: 'search',
    placeholder: 'Search intents',
    'aria-label': 'Search intents',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const categories = [...new Set(intents.map(({ category }) => category ?? 'Other'))];
  const category = h(
    'select',
    { 'aria-label': 'Category' },
    h('option', { value: '' }, 'All categories'),
    categories.map((name) => h('option', { value: name }, name)),
  );
  const count = h('p', { class: 'count', role: 'status' });
  const list = h('div', { class: 'lines' });
  let open = null;

  const show = () => {
    const found = intents.filter(
      (intent) => (!category.value || (intent.category ?? 'Other') === category.value) && matches(intent, search.value),
    );
    count.textContent =
      found.length === intents.length ? `${intents.length} intents` : `${found.length} of ${intents.length} intents`;
    list.replaceChildren(
      ...(found.length
        ? categories.map((name) => line(name, found, open)).filter(Boolean)
        : [nothing(search, category, show)]),
    );
  };
  search.addEventListener('input', show);
  category.addEventListener('change', show);
  search.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') list.querySelector('a')?.click();
  });
  target.replaceChildren(h('div', { class: 'search', role: 'search' }, icon('search'), search, category), count, list);
  show();
  return {
    select(name) {
      open = name;
      for (const stop of list.querySelectorAll('.stop')) mark(stop, stop.dataset.intent === name);
      list.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
    },
  };
}

/** Every word must occur somewhere in what an intent says of itself. */
function matches(intent, text) {
  const known = [
    intent.name,
    intent.title,
    intent.description,
    intent.category,
    intent.tags,
    intent.synonyms,
    intent.prompts,
  ]
    .flat()
    .join(' ')
    .toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => known.includes(word));
}

function line(category, found, open) {
  const members = found.filter((intent) => (intent.category ?? 'Other') === category);
  if (!members.length) return null;
  return h(
    'section',
    { class: 'line', style: { '--hue': hue(category) } },
    h('h2', {}, category),
    h(
      'ul',
      {},
      members.map((intent) => h('li', {}, stop(intent, open))),
    ),
  );
}

function stop(intent, open) {
  const entry = h(
    'a',
    {
      class: intent.deprecated ? 'stop old' : 'stop',
      href: `#/${encodeURIComponent(intent.name)}`,
      'data-intent': intent.name,
    },
    h('span', { class: 'name' }, titleOf(intent)),
    badges(intent),
    h('code', {}, intent.name),
  );
  mark(entry, intent.name === open);
  return entry;
}

const mark = (stop, isOpen) =>
  isOpen ? stop.setAttribute('aria-current', 'page') : stop.removeAttribute('aria-current');

export function badges({ featured, deprecated }) {
  return [
    featured ? h('span', { class: 'badge featured' }, 'Featured') : null,
    deprecated ? h('span', { class: 'badge deprecated' }, 'Deprecated') : null,
  ];
}

function nothing(search, category, show) {
  const clear = () => {
    search.value = '';
    category.value = '';
    show();
    search.focus();
  };
  return h(
    'div',
    { class: 'none' },
    h('p', {}, 'No intent matches.'),
    h('button', { type: 'button', class: 'small', onclick: clear }, 'Clear the search'),
  );
}
