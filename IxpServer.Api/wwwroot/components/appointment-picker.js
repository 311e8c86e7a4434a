import { component, day, h, icon, sheet, tell } from './lib/kit.js';

const styles = sheet(`
.day { display: inline-flex; align-items: center; gap: 0.5rem; }
.people { display: flex; flex-wrap: wrap; gap: 0.5rem 1.25rem; margin-block: 1rem 1.25rem; }
.person { display: flex; align-items: center; gap: 0.6rem; }
.face { inline-size: 2.25rem; block-size: 2.25rem; border-radius: 50%; display: grid; place-items: center; font-weight: 700; font-size: 0.8125rem; background: var(--tint); color: var(--accent); border: 1.5px solid currentColor; }
.optional .face { border-style: dashed; color: var(--muted); background: none; }
.slots { display: grid; grid-template-columns: repeat(auto-fill, minmax(5.75rem, 1fr)); gap: 0.5rem; margin-block: 0.5rem 1.25rem; }
label { position: relative; display: grid; place-items: center; min-block-size: 2.75rem; border: 1px solid var(--edge); border-radius: 8px; font-weight: 600; cursor: pointer; }
label:hover { border-color: var(--accent); background: var(--tint); }
label input { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; opacity: 0; cursor: inherit; }
label:has(:checked) { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
label:has(:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }
label:has(:disabled) { border-color: transparent; background: var(--canvas); color: var(--muted); text-decoration: line-through; font-weight: 400; cursor: not-allowed; }
legend { font-weight: 650; padding: 0; }`);

const calendar = () => icon('M4 6h16v14H4z', 'M4 10h16', 'M8 3v4', 'M16 3v4');
const clock = (minutes) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const initials = (name) =>
  name
    .trim()
    .split(/\s+/)
    .map((part) => [...part][0])
    .slice(0, 2)
    .join('')
    .toUpperCase();

/** Starts from 9:00, one every half hour, that end by 18:00; a slot is taken when it touches a busy hour. */
function slots(duration, busy) {
  const result = [];
  for (let start = 9 * 60; start + duration <= 18 * 60; start += 30) {
    result.push({ start, free: !busy.some((hour) => start < (hour + 1) * 60 && start + duration > hour * 60) });
  }
  return result;
}

export const AppointmentPicker = component(styles, (props, context) => {
  const { title, date, duration = 30, attendees = [], busy = [], online } = props;
  const options = slots(duration, busy);
  const status = h(
    'p',
    { role: 'status', class: 'muted' },
    options.some((slot) => slot.free) ? 'Pick a time.' : 'Nothing is free that day.',
  );
  const book = h('button', { type: 'button', class: 'primary', disabled: true }, 'Book it');
  let chosen = null;
  const pick = (slot) => {
    chosen = slot;
    book.disabled = false;
    status.textContent = `${clock(slot.start)} to ${clock(slot.start + duration)}`;
  };
  book.addEventListener('click', () => {
    status.textContent = `Booked for ${day(date)} at ${clock(chosen.start)}. ${attendees.length} ${attendees.length === 1 ? 'person is' : 'people are'} invited.`;
    tell(context, 'appointment-booked', { date, start: clock(chosen.start), duration });
  });
  return h(
    'section',
    { class: 'card', 'aria-label': title },
    h('h2', {}, title),
    h(
      'p',
      { class: 'row muted' },
      h(
        'span',
        { class: 'day' },
        calendar(),
        day(date, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
      ),
      h('span', { class: 'chip' }, `${duration} min`),
      online ? h('span', { class: 'chip' }, 'Online') : null,
    ),
    h('ul', { class: 'people', 'aria-label': 'People' }, attendees.map(person)),
    h(
      'fieldset',
      {},
      h('legend', {}, 'Free times'),
      h(
        'div',
        { class: 'slots num' },
        options.map((slot) =>
          h(
            'label',
            {},
            h('input', { type: 'radio', name: 'slot', disabled: !slot.free, onchange: () => pick(slot) }),
            clock(slot.start),
          ),
        ),
      ),
    ),
    h('div', { class: 'row' }, book, status),
  );
});

function person({ name, email, optional }) {
  return h(
    'li',
    { class: `person ${optional ? 'optional' : ''}` },
    h('span', { class: 'face', 'aria-hidden': 'true' }, initials(name)),
    h(
      'span',
      {},
      h('span', {}, name),
      h('br'),
      h('span', { class: 'small muted' }, optional ? 'optional' : (email ?? 'required')),
    ),
  );
}
