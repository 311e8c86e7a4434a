import { h } from '../components/lib/dom.js';
import { link } from './router.js';

/** What went wrong, why, and what can be done: one panel for every way a render can fail. */
export function fault(error, { component, retry } = {}) {
  const { heading, text, mild, extra } = (explanations[error.code] ?? explanations.other)(error, component);
  return h(
    'section',
    { class: mild ? 'fault mild' : 'fault', 'data-code': error.code, tabindex: '-1' },
    h('h2', {}, heading),
    h('p', {}, text),
    extra ?? null,
    h(
      'p',
      { class: 'codes' },
      h('span', { class: 'badge mono' }, error.code ?? error.name),
      error.status ? h('span', { class: 'badge mono' }, `HTTP ${error.status}`) : null,
    ),
    h('p', { class: 'help' }, error.message),
    retry ? h('div', { class: 'row' }, again(error, retry)) : null,
  );
}

/** Waits as long as the server asked to. */
function again({ retryAfter }, retry) {
  const button = h('button', { type: 'button', onclick: retry }, 'Try again');
  if (!retryAfter) return button;
  let left = retryAfter;
  const tick = () => {
    button.disabled = left > 0;
    button.textContent = left > 0 ? `Try again in ${left} s` : 'Try again';
    if (left-- > 0) setTimeout(tick, 1000);
  };
  tick();
  return button;
}

const list = (facts) =>
  h(
    'dl',
    {},
    facts.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]),
  );

const explanations = {
  ORIGIN_NOT_ALLOWED: ({ details = {} }, component) => ({
    heading: 'This page may not show it',
    text: 'The component is kept to certain sites, and the server refused it to this one. That is the registry at work, not a fault.',
    mild: true,
    extra: list([
      ['Component', h('code', {}, details.componentName ?? component?.name ?? '')],
      ['This page', h('code', {}, details.origin ?? location.origin)],
      ['Allowed', h('code', {}, component?.allowedOrigins?.join(', ') || 'no site')],
      ['To change it', ['Add this page to ', h('code', {}, 'allowedOrigins'), ' of the component in the registry.']],
    ]),
  }),
  INTENT_NOT_SUPPORTED: () => ({
    heading: 'The intent is gone',
    text: 'The server does not know it (any more). The registry may have changed since this page was loaded.',
    extra: h('p', {}, h('a', { href: '#/' }, 'All intents')),
  }),
  COMPONENT_NOT_FOUND: () => ({
    heading: 'The component is missing',
    text: 'The intent is there, but the registry has no component under the name that it gives. Register the component, or correct the name.',
  }),
  COMPONENT_VALIDATION_FAILED: () => ({
    heading: 'The props do not fit the component',
    text: 'The parameters were right, but what came of them breaks the component’s own propsSchema. The registry has to be put in order.',
  }),
  DATA_PROVIDER_ERROR: () => ({
    heading: 'The data did not come',
    text: 'The service that this intent takes its data from failed, and nothing earlier could be shown instead.',
  }),
  RATE_LIMIT_EXCEEDED: ({ details = {} }) => ({
    heading: 'Too many requests',
    text: details.limit
      ? `The server takes ${details.limit} requests in ${Math.round(details.windowMs / 1000)} seconds from one address.`
      : 'The server asks for a pause.',
    mild: true,
  }),
  NETWORK_ERROR: () => ({
    heading: 'The server cannot be reached',
    text: 'Check that it runs and that this device is online. What you filled in is kept.',
  }),
  TIMEOUT_ERROR: () => ({
    heading: 'It took too long',
    text: 'The answer did not come in time. What you filled in is kept.',
  }),
  other: ({ status }) => ({
    heading: status ? 'The server could not do it' : 'The component could not be shown',
    text: status ? 'It answered with an error.' : 'The answer came, but the component did not start.',
  }),
};

/** The notice over an intent that is on its way out. */
export function deprecation({ deprecated, replacedBy, sunset }, successor, date) {
  if (!deprecated) return null;
  return h(
    'p',
    { class: 'notice' },
    h('strong', {}, 'Deprecated. '),
    typeof deprecated === 'string' ? `${deprecated} ` : '',
    sunset ? `It will be switched off on ${date(sunset)}. ` : '',
    replacedBy ? ['Use ', h('a', { href: link({ name: replacedBy }) }, successor ?? replacedBy), ' instead.'] : null,
  );
}
