import { component, h, icon, sheet, tell } from './lib/kit.js';

const styles = sheet(`
.card { border-block-start: 6px solid var(--sun); }
.facts { margin-block-start: 0.75rem; gap: 0.5rem; }
.scale { display: flex; align-items: center; gap: 0.5rem; }
.scale button { inline-size: 2.75rem; padding: 0; font-size: 1.25rem; }
.scale output { min-inline-size: 2.5ch; text-align: center; font-size: 1.25rem; font-weight: 650; }
.layout { display: grid; gap: 1.5rem 2.5rem; margin-block-start: 1.25rem; }
.ingredients li { display: grid; grid-template-columns: 5.5rem 1fr; gap: 1rem; padding-block: 0.45rem; border-block-end: 1px solid var(--line); }
.amount { text-align: end; font-weight: 650; }
.steps { display: grid; gap: 0.25rem; counter-reset: step; }
.steps label { display: grid; grid-template-columns: auto 1fr; gap: 0.85rem; padding: 0.55rem; border-radius: 8px; cursor: pointer; }
.steps label:hover { background: var(--tint); }
.steps input { margin-block-start: 0.2rem; }
.steps label:has(:checked) span { color: var(--muted); text-decoration: line-through; }
h3 { margin-block-end: 0.4rem; }
@container (min-width: 42rem) { .layout { grid-template-columns: 5fr 6fr; } }`);

const fractions = { 0.25: '¼', 0.5: '½', 0.75: '¾' };

/** 1.5 is "1½" for what is counted, and a plain number for what is weighed. */
function amount(quantity, unit) {
  if (quantity === undefined) return '';
  const whole = Math.floor(quantity);
  const rest = Math.round((quantity - whole) * 4) / 4;
  if (quantity < 10 && fractions[rest]) return [`${whole || ''}${fractions[rest]}`, unit].filter(Boolean).join(' ');
  return [quantity >= 10 ? Math.round(quantity) : Number(quantity.toFixed(1)), unit]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
}

export const RecipeCard = component(styles, (props, context) => {
  const { title, minutes, ingredients, steps, diet = [] } = props;
  let servings = props.servings;
  const output = h('output', { class: 'num' }, String(servings));
  const list = h('ul', { class: 'ingredients num' });
  const show = () => {
    output.textContent = String(servings);
    list.replaceChildren(
      ...ingredients.map(({ item, quantity, unit }) =>
        h(
          'li',
          {},
          h('span', { class: 'amount' }, amount(quantity && (quantity * servings) / props.servings, unit)),
          h('span', {}, item),
        ),
      ),
    );
  };
  const change = (step) => () => {
    servings = Math.min(Math.max(servings + step, 1), 99);
    show();
    tell(context, 'servings-changed', { servings });
  };
  show();
  return h(
    'article',
    { class: 'card', 'aria-label': title },
    h(
      'div',
      { class: 'row between' },
      h('h2', {}, title),
      h(
        'div',
        { class: 'scale', role: 'group', 'aria-label': 'Servings' },
        h('button', { type: 'button', 'aria-label': 'One serving less', onclick: change(-1) }, '−'),
        output,
        h('span', { class: 'muted small' }, 'servings'),
        h('button', { type: 'button', 'aria-label': 'One serving more', onclick: change(1) }, '+'),
      ),
    ),
    h(
      'p',
      { class: 'row facts' },
      minutes ? h('span', { class: 'chip' }, icon('M12 7v5l3 2', 'M12 3a9 9 0 1 0 .01 0'), `${minutes} min`) : null,
      diet.map((entry) => h('span', { class: 'chip' }, entry)),
    ),
    h(
      'div',
      { class: 'layout' },
      h('section', {}, h('h3', {}, 'Ingredients'), list),
      h(
        'section',
        {},
        h('h3', {}, 'Steps'),
        h(
          'ol',
          { class: 'steps' },
          steps.map((step) => h('li', {}, h('label', {}, h('input', { type: 'checkbox' }), h('span', {}, step)))),
        ),
      ),
    ),
  );
});
