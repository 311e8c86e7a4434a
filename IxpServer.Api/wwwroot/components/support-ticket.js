import { component, h, icon, seed, sheet, tell } from './lib/kit.js';

const styles = sheet(`
.head { border-inline-start: 6px solid var(--mark); padding-inline-start: 1rem; display: grid; gap: 0.35rem; }
.urgent { --mark: var(--danger); } .high { --mark: var(--warm); } .normal { --mark: var(--accent); } .low { --mark: var(--edge); }
.priority { color: var(--mark); border-color: var(--mark); font-weight: 650; }
.text { white-space: pre-line; overflow-wrap: anywhere; max-inline-size: 65ch; }
.grid { display: grid; gap: 1.25rem 2.5rem; margin-block: 1.25rem; }
dl { display: grid; gap: 0.75rem; }
dt { font-size: 0.8125rem; color: var(--muted); }
dd { overflow-wrap: anywhere; }
.line { display: grid; gap: 0; }
.line li { display: grid; grid-template-columns: 1.25rem 1fr; gap: 0.75rem; position: relative; padding-block-end: 0.85rem; }
.line li::before { content: ''; inline-size: 0.8rem; block-size: 0.8rem; margin-block-start: 0.35rem; margin-inline-start: 0.2rem; border-radius: 50%; border: 2px solid var(--edge); background: var(--surface); z-index: 1; }
.line li.done::before { background: var(--accent); border-color: var(--accent); }
.line li:not(:last-child)::after { content: ''; position: absolute; inset-block: 0.8rem -0.35rem; inset-inline-start: 0.55rem; border-inline-start: 2px solid var(--line); }
@container (min-width: 40rem) { .grid { grid-template-columns: 3fr 2fr; } }`);

const promise = { low: 'three working days', normal: 'one working day', high: 'four hours', urgent: 'one hour' };

export const SupportTicket = component(styles, (props, context) => {
  const { subject, description, priority = 'normal', contact, labels = [] } = props;
  const number = `T-${10000 + (seed(subject + contact.email) % 89999)}`;
  const status = h('p', { role: 'status', class: 'small muted' });
  const steps = [
    h('li', { class: 'done' }, 'Written down'),
    h('li', {}, 'Sent to the team'),
    h('li', {}, `Answer within ${promise[priority]}`),
  ];
  const send = h('button', { type: 'button', class: 'primary' }, 'Send the ticket');
  send.addEventListener('click', () => {
    steps[1].className = 'done';
    send.disabled = true;
    send.textContent = 'Sent';
    status.textContent = `Ticket ${number} is on its way. ${contact.callBack ? 'We will call you.' : `The answer goes to ${contact.email}.`}`;
    tell(context, 'ticket-sent', { number, priority });
  });
  return h(
    'section',
    { class: `card ${priority}`, 'aria-label': `Support ticket ${number}` },
    h(
      'div',
      { class: 'head' },
      h(
        'p',
        { class: 'row small' },
        h('span', { class: 'muted num' }, number),
        h(
          'span',
          { class: 'chip priority' },
          icon('M12 8v5', 'M12 16.5v.01', 'M12 3l9.5 17h-19z'),
          `${priority} priority`,
        ),
      ),
      h('h2', {}, subject),
    ),
    h(
      'div',
      { class: 'grid' },
      h(
        'div',
        { class: 'stack' },
        description ? h('p', { class: 'text' }, description) : h('p', { class: 'muted' }, 'No description was given.'),
        labels.length
          ? h(
              'ul',
              { class: 'row', 'aria-label': 'Labels' },
              labels.map((label) => h('li', { class: 'chip' }, label)),
            )
          : null,
      ),
      h(
        'div',
        { class: 'stack' },
        h(
          'dl',
          {},
          fact('From', contact.name),
          fact('Answer to', contact.email),
          fact('Call back', contact.callBack ? 'Yes, please' : 'Not needed'),
        ),
        h('ol', { class: 'line', 'aria-label': 'What happens next' }, steps),
      ),
    ),
    h('div', { class: 'row' }, send, status),
  );
});

const fact = (name, value) => h('div', {}, h('dt', {}, name), h('dd', {}, value));
