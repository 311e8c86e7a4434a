import { component, h, seed, sheet, tell } from './lib/kit.js';

const styles = sheet(`
.options { display: grid; gap: 0.5rem; margin-block-end: 1.25rem; }
.options label { position: relative; display: grid; grid-template-columns: auto 1fr auto; gap: 0.85rem; align-items: center; min-block-size: 3.25rem; padding: 0.5rem 1rem; border: 1px solid var(--edge); border-radius: 12px; cursor: pointer; overflow: hidden; isolation: isolate; }
.options label:hover { border-color: var(--accent); }
.options label:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
.bar { position: absolute; inset-block: 0; inset-inline-start: 0; z-index: -1; background: var(--tint); inline-size: 0; }
@media (prefers-reduced-motion: no-preference) { .bar { transition: inline-size 0.6s cubic-bezier(0.2, 0.8, 0.2, 1); } }
.share { font-weight: 650; }`);

/** The votes of the others: sample numbers that belong to the question. */
const others = (question, options) => options.map((option) => 5 + (seed(question + option) % 60));

export const PollCard = component(styles, (props, context) => {
  const { question, options, multiple, closesAt } = props;
  const closed = closesAt ? new Date(closesAt) <= new Date() : false;
  const votes = others(question, options);
  const inputs = options.map((option, index) =>
    h('input', {
      type: multiple ? 'checkbox' : 'radio',
      name: 'answer',
      value: index,
      disabled: closed,
      onchange: () => {
        vote.disabled = chosen().length === 0;
      },
    }),
  );
  const bars = options.map(() => h('i', { class: 'bar' }));
  const shares = options.map(() => h('span', { class: 'share num' }));
  const status = h('p', { role: 'status', class: 'muted' }, multiple ? 'Choose one or more.' : 'Choose one.');
  const vote = h('button', { type: 'button', class: 'primary', disabled: true }, 'Vote');
  const chosen = () => inputs.flatMap((input, index) => (input.checked ? [index] : []));

  const reveal = (mine) => {
    const counts = votes.map((count, index) => count + (mine.includes(index) ? 1 : 0));
    const total = counts.reduce((sum, count) => sum + count, 0);
    counts.forEach((count, index) => {
      const share = Math.round((count / total) * 100);
      shares[index].textContent = `${share} %`;
      bars[index].style.inlineSize = `${share}%`;
      inputs[index].disabled = true;
    });
    status.textContent = `${total} votes${mine.length ? ', yours among them' : ''} (sample numbers)`;
    vote.remove();
  };
  // Not a form: the sandbox of the frame grants no submission.
  const submit = () => {
    const answers = chosen();
    reveal(answers);
    status.tabIndex = -1;
    status.focus();
    tell(context, 'poll-voted', { answers: answers.map((index) => options[index]) });
  };
  const form = h(
    'div',
    { role: 'group', 'aria-label': question },
    h(
      'div',
      { class: 'options' },
      options.map((option, index) => h('label', {}, bars[index], inputs[index], h('span', {}, option), shares[index])),
    ),
    h('div', { class: 'row' }, vote, status),
  );
  vote.addEventListener('click', submit);
  if (closed) reveal([]);
  return h(
    'section',
    { class: 'card stack', 'aria-label': 'Poll' },
    h('div', {}, h('h2', {}, question), closesAt ? h('p', { class: 'small muted' }, until(closesAt, closed)) : null),
    form,
  );
});

function until(closesAt, closed) {
  const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(closesAt),
  );
  return closed ? `Closed on ${time}` : `Open until ${time}`;
}
