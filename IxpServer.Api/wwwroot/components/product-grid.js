import { component, h, money, sheet, tell } from './lib/kit.js';
import { picture, products } from './lib/products.js';

const styles = sheet(`
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(max(8rem, 21%), 1fr)); gap: 1.5rem 1rem; margin-block-start: 1.25rem; }
.product { display: grid; grid-template-rows: auto 1fr auto; gap: 0.5rem; }
.picture { inline-size: 100%; block-size: auto; aspect-ratio: 4 / 3; border-radius: 12px; background: var(--canvas); display: block; }
.name { font-weight: 600; line-height: 1.3; }
.price { font-weight: 650; }
.out .picture { opacity: 0.45; }
button { inline-size: 100%; }
.stars { color: var(--sun); letter-spacing: 0.05em; }`);

const orders = {
  relevance: () => 0,
  'price-low': (a, b) => a.price - b.price,
  'price-high': (a, b) => b.price - a.price,
  rating: (a, b) => b.rating - a.rating,
  newest: (a, b) => b.added.localeCompare(a.added),
};

function matches(product, { query = '', departments, price = {}, inStockOnly }) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const text = `${product.name} ${product.department}`.toLowerCase();
  return (
    words.every((word) => text.includes(word)) &&
    (!departments?.length || departments.includes(product.department)) &&
    product.price >= (price.min ?? 0) &&
    product.price <= (price.max ?? Infinity) &&
    (!inStockOnly || product.stock > 0)
  );
}

export const ProductGrid = component(styles, (props, context) => {
  const found = products.filter((product) => matches(product, props)).sort(orders[props.sort] ?? orders.relevance);
  const basket = new Set();
  const status = h('p', { class: 'muted num', role: 'status' });
  const count = () => {
    const text = `${found.length} ${found.length === 1 ? 'product' : 'products'}`;
    status.textContent = basket.size ? `${text} · ${basket.size} in the basket` : text;
  };
  count();
  return h(
    'section',
    { class: 'card', 'aria-label': 'Products' },
    h('div', { class: 'row between' }, h('h2', {}, props.query ? `“${props.query}”` : 'All products'), status),
    found.length
      ? h(
          'ul',
          { class: 'grid' },
          found.map((product) => tile(product, basket, count, context)),
        )
      : h(
          'div',
          { class: 'empty' },
          h('h3', {}, 'Nothing matches'),
          'Try fewer words, another department or a wider price range.',
        ),
  );
});

function tile(product, basket, count, context) {
  const add = h(
    'button',
    { type: 'button', disabled: product.stock === 0, 'aria-label': `Add ${product.name} to the basket` },
    product.stock ? 'Add' : 'Sold out',
  );
  add.addEventListener('click', () => {
    const added = !basket.delete(product.id) && basket.add(product.id);
    add.textContent = added ? 'In the basket' : 'Add';
    add.setAttribute(
      'aria-label',
      added ? `Remove ${product.name} from the basket` : `Add ${product.name} to the basket`,
    );
    add.className = added ? 'primary' : '';
    tell(context, added ? 'basket-add' : 'basket-remove', { id: product.id });
    count();
  });
  return h(
    'li',
    { class: `product ${product.stock ? '' : 'out'}` },
    picture(product),
    h(
      'div',
      {},
      h('p', { class: 'name' }, product.name),
      h(
        'p',
        { class: 'small muted' },
        h('span', { class: 'stars', 'aria-hidden': 'true' }, '★ '),
        `${product.rating.toFixed(1)} · ${product.department}`,
      ),
      h('p', { class: 'price num' }, money(product.price)),
    ),
    add,
  );
}
