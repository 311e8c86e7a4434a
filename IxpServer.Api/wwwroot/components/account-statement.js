import { component, day, h, money, seed, sheet } from './lib/kit.js';

const styles = sheet(`
table { inline-size: 100%; border-collapse: collapse; margin-block-start: 1rem; }
th { text-align: start; font-size: 0.8125rem; font-weight: 500; color: var(--muted); }
th, td { padding: 0.55rem 0.75rem 0.55rem 0; border-block-end: 1px solid var(--line); }
th:last-child, td:last-child { text-align: end; padding-inline-end: 0; }
.in { color: var(--accent); font-weight: 650; }
tfoot td { font-weight: 700; border: 0; }
@container (max-width: 24rem) { th:first-child, td:first-child { display: none; } }`);

const payees = [
  'Rent',
  'Green Grocer',
  'City Transport',
  'Salary',
  'Energy & Water',
  'Corner Bakery',
  'Book Shop',
  'Insurance',
];

/** Sample movements that belong to the account and the month. */
function movements(account, month) {
  return payees.map((payee, index) => {
    const value = seed(account + month + payee);
    const amount = payee === 'Salary' ? 2600 + (value % 500) : -(payee === 'Rent' ? 900 : 8 + (value % 9000) / 100);
    return { date: `${month}-${String(1 + index * 3).padStart(2, '0')}`, payee, amount };
  });
}

export const AccountStatement = component(styles, ({ account, month }) => {
  const list = movements(account, month);
  const total = list.reduce((sum, { amount }) => sum + amount, 0);
  return h(
    'section',
    { class: 'card', 'aria-label': 'Account statement' },
    h(
      'div',
      { class: 'row between' },
      h('h2', {}, `Account ending in ${account}`),
      h('span', { class: 'muted' }, day(`${month}-01`, { month: 'long', year: 'numeric' })),
    ),
    h(
      'table',
      { class: 'num' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ['Day', 'With', 'Amount'].map((name) => h('th', { scope: 'col' }, name)),
        ),
      ),
      h(
        'tbody',
        {},
        list.map(({ date, payee, amount }) =>
          h(
            'tr',
            {},
            h('td', { class: 'muted' }, day(date, { day: 'numeric', month: 'short' })),
            h('td', {}, payee),
            h('td', { class: amount > 0 ? 'in' : '' }, money(amount, 'EUR', 2)),
          ),
        ),
      ),
      h('tfoot', {}, h('tr', {}, h('td', {}), h('td', {}, 'Change of the month'), h('td', {}, money(total, 'EUR', 2)))),
    ),
    h('p', { class: 'note' }, 'Sample movements.'),
  );
});
