import { h } from '../components/lib/dom.js';
import { loadHealth } from './api.js';

const EVERY = 30000;

/** Shows the server's state and keeps it fresh while the page is looked at. */
export async function watchHealth(target) {
  const check = async () => {
    if (document.hidden) return;
    try {
      const { status, version, checks = {} } = await loadHealth();
      const troubles = Object.entries(checks)
        .filter(([, one]) => one.status !== 'pass')
        .map(([name, one]) => `${name}: ${one.message ?? one.status}`);
      show(target, status, `v${version}`, troubles.join('\n'));
    } catch {
      show(target, 'away', '', 'The server does not answer.');
    }
  };
  setInterval(check, EVERY);
  document.addEventListener('visibilitychange', check);
  await check();
}

const names = { healthy: 'Healthy', degraded: 'Degraded', unhealthy: 'Unhealthy', away: 'Not reachable' };

function show(target, status, extra, title) {
  if (target.dataset.state === status) return;
  target.dataset.state = status;
  target.className = `health ${status}`;
  target.title = title;
  target.replaceChildren(names[status] ?? status, ' ', h('span', {}, extra));
}
