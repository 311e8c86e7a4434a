import { h } from '../components/lib/dom.js';
import { shortDate } from './text.js';

/** The facts of an intent's component and, after a render, of the answer. */
export function details(intent, component, handle) {
  const facts = [
    ['Intent', `${intent.name}@${intent.version}`],
    ...(component
      ? componentFacts(intent.component, component)
      : [['Component', `${intent.component} is not in the registry`]]),
    ...(handle ? answerFacts(handle) : []),
    ['Tags', intent.tags?.join(', ')],
    ['Found by crawlers', intent.crawlable ? 'yes' : 'no'],
    ['Ends', intent.sunset && shortDate(intent.sunset)],
  ];
  return h(
    'dl',
    { class: 'facts' },
    facts.filter(([, value]) => value).map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]),
  );
}

function componentFacts(
  name,
  { version, framework, remoteUrl, exportName, securityPolicy, allowedOrigins, performance, integrity },
) {
  const sandboxed = securityPolicy?.sandboxed ?? true;
  return [
    ['Component', `${name}@${version}`],
    ['Framework', framework],
    ['Module', h('code', {}, `${remoteUrl} · ${exportName}`)],
    [
      'Policy',
      sandboxed
        ? 'Sandboxed: runs in a frame that reaches neither page nor storage'
        : 'Trusted: runs in the page itself',
    ],
    ['Allowed sites', allowedOrigins?.includes('*') ? 'all' : allowedOrigins?.join(', ')],
    [
      'Weight',
      performance &&
        [performance.bundleSizeGzipped, performance.tti && `ready in ${performance.tti}`].filter(Boolean).join(', '),
    ],
    ['Integrity', integrity && h('code', {}, integrity)],
  ];
}

function answerFacts({ result, cached }) {
  const provider = result.metadata?.dataProvider;
  return [
    ['Time to live', `${result.ttl} s${cached ? ', shown from the cache of this page' : ''}`],
    ['Data', provider && `${provider.name}${provider.source ? ` (${provider.source})` : ''}`],
    ...degradedFacts(result.degraded, provider),
  ];
}

/** What is old or missing, and why: `reason` is one of the protocol's. */
function degradedFacts(names, { source, reason } = {}) {
  if (!names?.length) return [];
  const of = `${names.join(', ')}${reason ? ` (${reason})` : ''}`;
  return [source === 'none' ? ['Missing data', `none of ${of}`] : ['Stale data', `last good values of ${of}`]];
}
