// The page at /ixp: how the server is, and its endpoints to try.
import { h } from '../components/lib/dom.js';
import { codeBlock } from './code.js';
import { watchHealth } from './health.js';
import { milliseconds, words } from './text.js';

const endpoints = [
  ['ixp/intents', 'What can be asked for'],
  ['ixp/components', 'What can be shown'],
  ['ixp/init', 'Intents in short, for a first page'],
  ['ixp/menu', 'Menu entries of all intents'],
  ['ixp/crawler_content', 'What crawlers may know of'],
  ['ixp/theme', 'Colours and type'],
  ['ixp/sdk/config', 'What the browser runtime needs to know'],
  ['ixp/health', 'How the server is'],
  ['ixp/metrics', 'What it has done'],
];

/** Below the path that the server is mounted at, as this file is. */
const address = (path) => new URL(`../${path}`, import.meta.url);

const number = new Intl.NumberFormat();

document.getElementById('endpoints').replaceChildren(...endpoints.map(endpoint));
watchHealth(document.getElementById('health'));
showFacts(document.getElementById('facts'));

async function showFacts(target) {
  const [health, metrics] = await Promise.all(
    ['ixp/health', 'ixp/metrics'].map(async (path) => (await fetch(address(path))).json()),
  );
  const facts = [
    ['Version', health.version],
    ['Running for', duration(health.uptime)],
    ...Object.entries(health.checks).map(([name, check]) => [
      words(name),
      `${check.status === 'pass' ? '' : `${check.status}: `}${check.message ?? check.status}`,
    ]),
    ['Requests', number.format(metrics.requests.total)],
    [
      'Mean and p95',
      `${milliseconds(metrics.performance.averageResponseTime)}, ${milliseconds(metrics.performance.p95ResponseTime)}`,
    ],
    ['Errors', number.format(metrics.errors.total)],
  ];
  target.replaceChildren(...facts.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

function duration(seconds) {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const [days, hours, minutes] = [
    Math.floor(seconds / 86400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ];
  return [days && `${days} d`, (days || hours) && `${hours} h`, `${minutes} min`].filter(Boolean).join(' ');
}

function endpoint([path, about]) {
  const answer = h('div', { class: 'answer', role: 'status', hidden: true });
  const send = async () => {
    const started = performance.now();
    answer.hidden = false;
    try {
      const response = await fetch(address(path), { headers: { Accept: 'application/json' } });
      answer.replaceChildren(
        codeBlock(`${response.status} in ${milliseconds(performance.now() - started)}`, await response.json()),
      );
    } catch {
      answer.replaceChildren(h('p', {}, 'The server does not answer.'));
    }
  };
  return h(
    'li',
    {},
    h('code', {}, h('a', { href: address(path) }, `/${path}`)),
    h('span', { class: 'about' }, about),
    h('button', { type: 'button', class: 'small', 'aria-label': `Send /${path}`, onclick: send }, 'Send'),
    answer,
  );
}
