import { h } from '../components/lib/dom.js';
import { icon } from './icons.js';

const token = /("(?:\\.|[^"\\])*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;

/** A piece of code with a button to copy it. Objects are shown as coloured JSON, text as it is. */
export function codeBlock(title, content) {
  const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
  const said = h('span', { class: 'hidden', role: 'status' });
  const copy = h(
    'button',
    { type: 'button', class: 'quiet small', 'aria-label': `Copy ${title}` },
    icon('copy'),
    'Copy',
  );
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text);
    said.textContent = 'Copied';
    copy.lastChild.textContent = 'Copied';
    setTimeout(() => {
      copy.lastChild.textContent = 'Copy';
    }, 2000);
  });
  return h(
    'div',
    { class: 'code' },
    h('div', { class: 'code-head' }, h('h3', {}, title), said, copy),
    h('pre', { tabindex: '0', 'aria-label': title }, typeof content === 'string' ? text : coloured(text)),
  );
}

function coloured(json) {
  const parts = [];
  let last = 0;
  for (const match of json.matchAll(token)) {
    const [all, text, colon, number] = match;
    parts.push(json.slice(last, match.index));
    const kind = text ? (colon ? 'key' : 'string') : number ? 'number' : 'literal';
    parts.push(h('span', { class: `t-${kind}` }, text ?? all), colon ?? '');
    last = match.index + all.length;
  }
  return [...parts, json.slice(last)];
}
