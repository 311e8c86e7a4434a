import { h } from '../components/lib/dom.js';
import { codeBlock } from './code.js';
import { details } from './details.js';
import { fault } from './faults.js';
import { runtime } from './api.js';
import { journey } from './journey.js';
import { preview } from './preview.js';
import { curl, snippet } from './snippets.js';
import { tabs } from './tabs.js';

/** What came of a render: the component itself, the answer, the request and the facts. */
export function resultView(intent, component) {
  const way = journey();
  const stage = preview();
  const panels = tabs(['Preview', 'Response', 'Request', 'Details']);
  panels.fill('Preview', stage.node);
  panels.fill('Response', h('p', { class: 'help' }, 'The answer of the server will be here.'));
  showRequest({});
  panels.fill('Details', details(intent, component, null));
  const node = h('section', { class: 'result', 'aria-label': 'Result' }, way.node, panels.node);
  let running = null;

  function showRequest(parameters) {
    panels.fill(
      'Request',
      codeBlock('curl', curl(intent, parameters)),
      codeBlock('JavaScript', snippet(intent, parameters)),
    );
  }

  /** On a narrow screen the result is below the form: whoever asked for it must see that it has come. */
  function bringIntoView() {
    if (node.getBoundingClientRect().top > innerHeight / 2) node.scrollIntoView({ block: 'start', behavior: 'smooth' });
  }

  /** Answers the faults of single parameters, for the form; shows everything else itself. */
  async function render(parameters, retry) {
    running?.abort();
    const mine = (running = new AbortController());
    showRequest(parameters);
    way.start();
    stage.busy(true);
    try {
      const handle = await runtime.render({ name: intent.name, parameters }, stage.target(), { signal: mine.signal });
      way.arrived(handle);
      stage.shown(handle);
      panels.fill('Response', codeBlock('Response', handle.result));
      panels.fill('Details', details(intent, handle.result.component, handle));
      bringIntoView();
      return null;
    } catch (error) {
      if (mine.signal.aborted) return null;
      way.failed(error);
      panels.fill(
        'Response',
        codeBlock(
          'Error',
          error.status
            ? { error: { code: error.code, message: error.message, details: error.details } }
            : error.message,
        ),
      );
      const faults = error.details?.validationErrors;
      if (faults) stage.empty('The parameters need another look', 'What is wrong is written next to the fields.');
      else {
        stage.failed(fault(error, { component, retry }));
        bringIntoView();
      }
      return faults ?? null;
    } finally {
      if (running === mine) stage.busy(false);
    }
  }

  return {
    node,
    render,
    leave() {
      running?.abort();
      stage.leave();
    },
  };
}
