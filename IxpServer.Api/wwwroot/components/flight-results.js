import { component, day, h, icon, money, seed, sheet, tell } from './lib/kit.js';

const styles = sheet(`
.route { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.25rem 0.75rem; }
.route .icon { align-self: center; color: var(--accent); }
.sort { display: flex; gap: 0.25rem; margin-block: 1rem; border-block-end: 1px solid var(--line); }
.sort button { border: 0; border-radius: 0; padding-inline: 0.75rem; color: var(--muted); border-block-end: 3px solid transparent; margin-block-end: -1px; }
.sort button[aria-pressed='true'] { color: var(--ink); border-block-end-color: var(--accent); }
.offers { display: grid; gap: 0.75rem; }
.offer { display: grid; grid-template-columns: 1fr auto; gap: 0.5rem 1.5rem; align-items: center; padding: 1rem; border: 1px solid var(--line); border-radius: 12px; }
.offer.chosen { border-color: var(--accent); background: var(--tint); box-shadow: inset 0 0 0 1px var(--accent); }
.leg { display: grid; grid-template-columns: auto minmax(4rem, 1fr) auto; gap: 0.75rem; align-items: center; }
.time { font-size: 1.25rem; font-weight: 650; line-height: 1.2; }
.path { text-align: center; font-size: 0.8125rem; color: var(--muted); }
.wire { display: block; block-size: 9px; margin-block: 2px; background: linear-gradient(var(--edge), var(--edge)) center / 100% 1.5px no-repeat; position: relative; }
.wire b { position: absolute; inset-block-start: 1px; inline-size: 7px; block-size: 7px; border-radius: 50%; background: var(--surface); border: 1.5px solid var(--warm); }
.price { text-align: end; grid-row: 1 / span 2; grid-column: 2; display: grid; gap: 0.5rem; }
.price strong { font-size: 1.375rem; display: block; line-height: 1.2; }

@container (max-width: 30rem) { .offer { grid-template-columns: 1fr; } .price { grid-area: auto; display: flex; justify-content: space-between; align-items: center; text-align: start; } }`);

const plane = () => icon('M21 3 3 10.5l6.5 3.5L13 20.5z', 'M21 3 9.5 14');
const airlines = ['Meridian Air', 'Northline', 'Altura', 'Skylark', 'Cirrus Europe'];
const fares = { economy: 1, premium: 1.7, business: 3.4, first: 6.2 };
const orders = {
  Cheapest: (a, b) => a.price - b.price,
  Fastest: (a, b) => a.minutes - b.minutes,
  Earliest: (a, b) => a.start - b.start,
};
const clock = (minutes) =>
  `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const length = (minutes) => `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')}`;

/** Offers made up from the route alone: the same question always gets the same answer. */
function sampleOffers({ from, to, departDate, cabin = 'economy', directOnly }) {
  const route = seed([from, to].sort().join());
  const direct = 75 + (route % 180);
  return airlines
    .map((airline, index) => {
      const noise = seed(`${from}${to}${departDate}${airline}`);
      const stops = index % 3 === 2 ? 1 : noise % 4 === 0 ? 1 : 0;
      const minutes = direct + (noise % 35) + stops * (65 + (noise % 90));
      const price = Math.round((28 + direct * 0.42 + (noise % 90) - stops * 24) * fares[cabin]);
      return { airline, stops, minutes, price: Math.max(price, 19), start: 330 + index * 155 + (noise % 12) * 5 };
    })
    .filter((offer) => !directOnly || offer.stops === 0);
}

export const FlightResults = component(styles, (props, context) => {
  const offers = sampleOffers(props);
  const travellers = (props.passengers?.adults ?? 1) + (props.passengers?.children ?? 0);
  const list = h('ul', { class: 'offers', 'aria-label': 'Offers' });
  const status = h('p', { class: 'hidden', role: 'status' });
  let chosen = null;
  let order = 'Cheapest';

  const choose = (offer) => {
    chosen = offer;
    status.textContent = `${offer.airline} at ${clock(offer.start)} chosen`;
    tell(context, 'flight-chosen', {
      airline: offer.airline,
      departs: clock(offer.start),
      price: offer.price * travellers,
    });
    show();
  };
  const show = () => {
    list.replaceChildren(
      ...[...offers].sort(orders[order]).map((offer) => row(offer, props, travellers, offer === chosen, choose)),
    );
  };
  const tabs = h(
    'div',
    { class: 'sort', role: 'group', 'aria-label': 'Order of the offers' },
    Object.keys(orders).map((name) =>
      h(
        'button',
        {
          type: 'button',
          'aria-pressed': String(name === order),
          onclick: (event) => {
            order = name;
            for (const tab of tabs.children) tab.setAttribute('aria-pressed', String(tab === event.currentTarget));
            show();
          },
        },
        name,
      ),
    ),
  );
  show();
  return h(
    'section',
    { class: 'card', 'aria-label': `Flights from ${props.from} to ${props.to}` },
    h('h2', { class: 'route' }, props.from, plane(), props.to),
    h('p', { class: 'muted' }, summary(props, travellers)),
    offers.length
      ? [tabs, list, h('p', { class: 'note' }, 'Sample fares, for all travellers.')]
      : h('div', { class: 'empty' }, h('h3', {}, 'No direct flight that day'), 'Allow a stop or try another date.'),
    status,
  );
});

function summary({ departDate, returnDate, cabin = 'economy' }, travellers) {
  const dates = returnDate ? `${day(departDate)} to ${day(returnDate)}` : day(departDate);
  return `${dates} · ${travellers} ${travellers === 1 ? 'traveller' : 'travellers'} · ${cabin}`;
}

function row(offer, { from, to }, travellers, isChosen, choose) {
  const button = h(
    'button',
    { type: 'button', class: isChosen ? 'primary' : '', 'aria-pressed': String(isChosen) },
    isChosen ? 'Chosen' : 'Choose',
  );
  button.addEventListener('click', () => {
    const shadow = button.getRootNode();
    choose(offer);
    // The list was drawn anew: the keyboard's place must not be lost.
    shadow.querySelector('[aria-pressed="true"].primary')?.focus();
  });
  return h(
    'li',
    { class: `offer num ${isChosen ? 'chosen' : ''}` },
    h(
      'div',
      { class: 'leg' },
      h('div', {}, h('p', { class: 'time' }, clock(offer.start)), h('p', { class: 'small muted' }, from)),
      h(
        'div',
        { class: 'path' },
        length(offer.minutes),
        h(
          'span',
          { class: 'wire', 'aria-hidden': 'true' },
          offer.stops ? h('b', { style: { 'inset-inline-start': 'calc(50% - 3px)' } }) : null,
        ),
        offer.stops ? '1 stop' : 'direct',
      ),
      h('div', {}, h('p', { class: 'time' }, clock(offer.start + offer.minutes)), h('p', { class: 'small muted' }, to)),
    ),
    h('div', { class: 'price' }, h('strong', {}, money(offer.price * travellers)), button),
    h('p', { class: 'airline small muted' }, offer.airline),
  );
}
