// This module imports nothing: its integrity value in the registry therefore covers all of its code.

const styles = new CSSStyleSheet();
styles.replaceSync(`
:host {
  display: block; container-type: inline-size;
  --ink: var(--ixp-text-primary, light-dark(#14211b, #e8efeb));
  --muted: var(--ixp-text-secondary, light-dark(#52615a, #a3b1aa));
  --surface: var(--ixp-background-surface, light-dark(#fff, #17201c));
  --line: var(--ixp-border-default, light-dark(#d9dfd9, #2b3832));
  --edge: var(--ixp-border-strong, light-dark(#84918a, #63736b));
  --accent: var(--ixp-accent, light-dark(#0b7a5b, #7bd0b0));
  --on-accent: var(--ixp-on-accent, light-dark(#fff, #0f1613));
  --danger: var(--ixp-status-error, light-dark(#b3261e, #ff8a80));
  color: var(--ink); font: 400 1rem/1.5 var(--ixp-font-sans, system-ui, sans-serif);
}
* { box-sizing: border-box; margin: 0; }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 16px; padding: clamp(1rem, 4cqi, 1.75rem); display: grid; gap: 1.25rem; }
h2 { font-size: clamp(1.25rem, 5cqi, 1.6rem); line-height: 1.15; letter-spacing: -0.01em; }
p, legend { color: var(--muted); } legend { padding: 0 0 0.4rem; font-size: 0.875rem; }
fieldset { border: 0; padding: 0; min-inline-size: 0; display: flex; flex-wrap: wrap; gap: 0.5rem; }
.choice { position: relative; padding: 0.4rem 1rem; min-block-size: 2.5rem; border: 1px solid var(--edge); border-radius: 999px; cursor: pointer; }
.choice input { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; opacity: 0; cursor: pointer; }
.choice:has(:checked) { background: color-mix(in oklab, var(--accent) 14%, var(--surface)); border-color: var(--accent); font-weight: 650; }
.choice:has(:checked)::before { content: '✓ ' / ''; color: var(--accent); }
.line { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.line input { flex: 1 1 14rem; min-inline-size: 0; min-block-size: 2.75rem; padding: 0.5rem 0.9rem; border: 1px solid var(--edge); border-radius: 999px; background: transparent; color: inherit; font: inherit; }
.line input[aria-invalid='true'] { border-color: var(--danger); }
button { min-block-size: 2.75rem; padding: 0.4rem 1.5rem; border: 0; border-radius: 999px; background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer; }
:focus-visible, .choice:has(:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }
[role='status'].wrong { color: var(--danger); } a { color: inherit; }
.label { font-size: 0.875rem; color: var(--muted); display: block; margin-block-end: 0.4rem; }`);

const topicNames = ['product', 'engineering', 'events', 'stories'];
const rhythms = ['daily', 'weekly', 'monthly'];

function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes))
    if (value !== false) element.setAttribute(key, value === true ? '' : value);
  element.append(...children.flat());
  return element;
}

const choices = (legend, type, names, chosen) =>
  el(
    'fieldset',
    {},
    el('legend', {}, legend),
    names.map((name) =>
      el(
        'label',
        { class: 'choice' },
        el('input', { type, name: legend, value: name, checked: chosen.includes(name) }),
        name,
      ),
    ),
  );

/** A link only for web addresses: props must not bring `javascript:` into the page. */
function privacy(address) {
  if (!/^https?:\/\//i.test(address ?? '')) return [];
  return [el('p', {}, el('a', { href: address, rel: 'noopener noreferrer', target: '_blank' }, 'Privacy notice'))];
}

function view({ email = '', topics = [], frequency = 'weekly', homepage }, context) {
  const address = el('input', {
    type: 'email',
    id: 'address',
    value: email,
    autocomplete: 'email',
    placeholder: 'you@example.com',
  });
  const status = el('p', { role: 'status' }, 'You can leave at any time.');
  const button = el('button', { type: 'button' }, 'Subscribe');
  const subjects = choices('Topics', 'checkbox', [...new Set([...topicNames, ...topics])], topics);
  const rhythm = choices('How often', 'radio', rhythms, [frequency]);
  const section = el(
    'section',
    { 'aria-label': 'Newsletter' },
    el(
      'div',
      {},
      el('h2', {}, 'News, at your own pace'),
      el('p', {}, 'Choose what you care for; the rest stays out of your inbox.'),
    ),
    subjects,
    rhythm,
    el(
      'div',
      {},
      el('label', { for: 'address', class: 'label' }, 'Email'),
      el('div', { class: 'line' }, address, button),
    ),
    status,
    privacy(homepage),
  );
  const subscribe = () => {
    const valid = address.value !== '' && address.validity.valid;
    address.setAttribute('aria-invalid', String(!valid));
    status.className = valid ? '' : 'wrong';
    status.textContent = valid
      ? `Thank you. A confirmation goes to ${address.value}.`
      : 'Please give an address such as you@example.com.';
    if (!valid) return address.focus();
    const picked = (fieldset) => [...fieldset.querySelectorAll(':checked')].map((input) => input.value);
    context.notify?.('newsletter-subscribed', { topics: picked(subjects), frequency: picked(rhythm)[0] });
  };
  button.addEventListener('click', subscribe);
  address.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') subscribe();
  });
  return section;
}

export function NewsletterSignup(element, props, context = {}) {
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [styles];
  root.replaceChildren(view(props, context));
  element.replaceChildren(host);
  return { update: (next) => root.replaceChildren(view(next, context)), destroy: () => host.remove() };
}
