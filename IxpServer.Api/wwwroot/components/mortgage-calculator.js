import { component, h, money, s, sheet, tell } from './lib/kit.js';

const styles = sheet(`
.layout { display: grid; gap: 1.5rem 2.5rem; margin-block-start: 1.25rem; }
.field { display: grid; grid-template-columns: 1fr auto; gap: 0 1rem; }
.field output { font-weight: 650; }
.field input { grid-column: 1 / -1; }
.monthly { font-size: clamp(2.5rem, 11cqi, 3.75rem); line-height: 1; font-weight: 350; letter-spacing: -0.03em; }
.split { display: flex; block-size: 12px; border-radius: 6px; overflow: hidden; gap: 2px; margin-block: 1rem 0.5rem; }
.split i { background: var(--accent); } .split i:last-child { background: var(--warm); }
.key::before { content: ''; display: inline-block; inline-size: 0.7em; block-size: 0.7em; border-radius: 50%; background: var(--accent); margin-inline-end: 0.45em; }
.key.interest::before { background: var(--warm); }
.chart { inline-size: 100%; block-size: 7.5rem; margin-block-start: 1rem; display: block; }
.area { fill: color-mix(in oklab, var(--accent) 16%, transparent); }
.curve { fill: none; stroke: var(--accent); stroke-width: 2.5; vector-effect: non-scaling-stroke; }
@container (min-width: 42rem) { .layout { grid-template-columns: 1fr 1fr; align-items: start; } }`);

/** The annuity formula; without interest the debt is simply shared out. */
function payment(debt, rate, months) {
  const monthly = rate / 1200;
  return monthly === 0 ? debt / months : (debt * monthly) / (1 - (1 + monthly) ** -months);
}

/** What is still owed after each year. */
function balances(debt, rate, years) {
  const part = payment(debt, rate, years * 12);
  const monthly = rate / 1200;
  return Array.from({ length: years + 1 }, (_, year) => {
    const months = year * 12;
    const left =
      monthly === 0
        ? debt - part * months
        : debt * (1 + monthly) ** months - part * (((1 + monthly) ** months - 1) / monthly);
    return Math.max(left, 0);
  });
}

export const MortgageCalculator = component(styles, (props, context) => {
  const values = {
    price: props.price,
    deposit: Math.min(props.deposit, props.price),
    rate: props.rate,
    years: props.years,
  };
  const currency = props.currency ?? 'EUR';
  const result = h('div', { class: 'num' });
  const show = () => result.replaceChildren(...outcome(values, currency));
  const slider = (name, label, min, max, step, format) => {
    const output = h('output', { class: 'num' }, format(values[name]));
    const input = h('input', {
      type: 'range',
      min,
      max,
      step,
      value: values[name],
      'aria-label': label,
      'aria-valuetext': format(values[name]),
    });
    input.addEventListener('input', () => {
      values[name] = Number(input.value);
      output.textContent = format(values[name]);
      input.setAttribute('aria-valuetext', output.textContent);
      show();
    });
    input.addEventListener('change', () => tell(context, 'mortgage-changed', { ...values }));
    return h('div', { class: 'field' }, h('span', {}, label), output, input);
  };
  const whole = (value) => money(value, currency);
  show();
  return h(
    'section',
    { class: 'card', 'aria-label': 'Mortgage calculator' },
    h('h2', {}, 'Your mortgage'),
    h(
      'div',
      { class: 'layout' },
      h(
        'div',
        { class: 'stack' },
        slider('price', 'Price', Math.min(20000, props.price), Math.max(1000000, props.price * 2), 1000, whole),
        slider('deposit', 'Deposit', 0, Math.max(props.price, 1000), 1000, whole),
        slider('rate', 'Interest', 0, Math.max(10, props.rate), 0.05, (value) => `${value.toFixed(2)} %`),
        slider(
          'years',
          'Term',
          1,
          Math.max(40, props.years),
          1,
          (value) => `${value} ${value === 1 ? 'year' : 'years'}`,
        ),
      ),
      result,
    ),
  );
});

function outcome({ price, deposit, rate, years }, currency) {
  const debt = Math.max(price - deposit, 0);
  if (debt === 0)
    return [h('div', { class: 'empty' }, h('h3', {}, 'No loan needed'), 'The deposit covers the whole price.')];
  const monthly = payment(debt, rate, years * 12);
  const interest = monthly * years * 12 - debt;
  const part = h('i', { style: { flex: String(debt) } });
  return [
    h('p', { class: 'muted' }, 'Monthly payment'),
    h('p', { class: 'monthly', role: 'status' }, money(monthly, currency)),
    h('div', { class: 'split', 'aria-hidden': 'true' }, part, h('i', { style: { flex: String(interest) } })),
    h(
      'p',
      { class: 'row small' },
      h('span', { class: 'key' }, `Loan ${money(debt, currency)}`),
      h('span', { class: 'key interest' }, `Interest ${money(interest, currency)}`),
    ),
    curve(balances(debt, rate, years)),
    h(
      'p',
      { class: 'row between note' },
      h('span', {}, 'Still owed'),
      h('span', {}, `paid off after ${years} ${years === 1 ? 'year' : 'years'}`),
    ),
  ];
}

function curve(points) {
  const top = points[0];
  const line = points
    .map((value, index) => `${(index / (points.length - 1)) * 300},${98 - (value / top) * 94}`)
    .join(' ');
  return s(
    'svg',
    { class: 'chart', viewBox: '0 0 300 100', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    s('polygon', { class: 'area', points: `0,98 ${line} 300,98` }),
    s('polyline', { class: 'curve', points: line }),
  );
}
