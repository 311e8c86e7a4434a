// A custom element: the runtime defines it, hands it its props as a property and puts it into the page.
import { h, s, sheet } from './lib/kit.js';
import { base } from './lib/base.js';

const styles = [
  sheet(base),
  sheet(`
.plot { inline-size: 100%; display: block; overflow: visible; }
.card > div:nth-child(2) { margin-block-start: 1rem; }
.bar { fill: var(--accent); } .bar.over { fill: var(--sun); }
.line { fill: none; stroke: var(--accent); stroke-width: 3; stroke-linejoin: round; stroke-linecap: round; }
.dot { fill: var(--surface); stroke: var(--accent); stroke-width: 3; }
.axis { stroke: var(--line); } .goal { stroke: var(--warm); stroke-width: 2; stroke-dasharray: 2 6; stroke-linecap: round; }
text { fill: var(--muted); font-size: 0.8125rem; } text.value { fill: var(--ink); font-weight: 650; paint-order: stroke; stroke: var(--surface); stroke-width: 5px; stroke-linejoin: round; }
details { margin-block-start: 1rem; } summary { cursor: pointer; color: var(--muted); padding-block: 0.5rem; }
table { border-collapse: collapse; inline-size: 100%; } th, td { text-align: start; padding: 0.35rem 0; border-block-end: 1px solid var(--line); font-weight: 400; } td { text-align: end; }`),
];

const box = { bottom: 216, top: 30, labels: 242, height: 250 };
const goal = (target) => (typeof target === 'number' ? { value: target } : target);

export class ChartPanel extends HTMLElement {
  #props = null;
  #slot = h('div', {});
  // Drawn at the width that there is, so that the text keeps its size on a phone.
  #watch = new ResizeObserver(() => this.#plot());

  constructor() {
    super();
    this.attachShadow({ mode: 'open' }).adoptedStyleSheets = styles;
  }

  connectedCallback() {
    this.#watch.observe(this.#slot);
  }

  disconnectedCallback() {
    this.#watch.disconnect();
  }

  get props() {
    return this.#props;
  }

  set props(value) {
    this.#props = value;
    this.#draw();
  }

  #format = (value) => `${new Intl.NumberFormat().format(value)}${this.#props.unit ? `\u00a0${this.#props.unit}` : ''}`;

  #draw() {
    const { title, values } = this.#props;
    const target = goal(this.#props.target);
    this.shadowRoot.replaceChildren(
      h(
        'section',
        { class: 'card', 'aria-label': title },
        h(
          'div',
          { class: 'row between' },
          h('h2', {}, title),
          target ? h('span', { class: 'chip' }, `${target.label ?? 'target'} ${this.#format(target.value)}`) : null,
        ),
        this.#slot,
        h(
          'details',
          {},
          h('summary', {}, 'The values as a table'),
          h(
            'table',
            { class: 'num' },
            values.map(({ label, value }) =>
              h('tr', {}, h('th', { scope: 'row' }, label), h('td', {}, this.#format(value))),
            ),
          ),
        ),
      ),
    );
    this.#plot();
  }

  #plot() {
    const { values, kind = 'bar' } = this.#props;
    this.#slot.replaceChildren(
      plot(values, kind, goal(this.#props.target), this.#format, this.#slot.clientWidth || 600),
    );
  }
}

function plot(values, kind, target, format, width) {
  const all = [...values.map(({ value }) => value), target?.value ?? 0, 0];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const y = (value) => box.bottom - ((value - low) / (high - low || 1)) * (box.bottom - box.top);
  const step = width / values.length;
  const x = (index) => step * (index + 0.5);
  const summary = values.map(({ label, value }) => `${label} ${format(value)}`).join(', ');
  // Where the stops are narrow only every nth label is written.
  const every = Math.ceil(44 / step);
  const label = (name, index, top, text) =>
    index % every ? null : s('text', { class: name, x: x(index), y: top, 'text-anchor': 'middle' }, text);
  return s(
    'svg',
    { class: 'plot', viewBox: `0 0 ${width} ${box.height}`, role: 'img', 'aria-label': summary },
    s('path', { class: 'axis', d: `M0 ${y(0)}H${width}` }),
    kind === 'line' ? line(values, x, y) : bars(values, x, y, step, target),
    target ? s('path', { class: 'goal', d: `M0 ${y(target.value)}H${width}` }) : null,
    values.map((entry, index) => [
      label('label', index, box.labels, entry.label),
      label('value', index, Math.min(y(entry.value), y(0)) - 10, format(entry.value)),
    ]),
  );
}

function bars(values, x, y, step, target) {
  const width = Math.min(step * 0.62, 72);
  return values.map(({ value }, index) =>
    s('rect', {
      class: target && value >= target.value ? 'bar over' : 'bar',
      x: x(index) - width / 2,
      width,
      rx: 4,
      y: Math.min(y(value), y(0)),
      height: Math.max(Math.abs(y(value) - y(0)), 1),
    }),
  );
}

function line(values, x, y) {
  return [
    s('polyline', { class: 'line', points: values.map(({ value }, index) => `${x(index)},${y(value)}`).join(' ') }),
    values.map(({ value }, index) => s('circle', { class: 'dot', cx: x(index), cy: y(value), r: 5 })),
  ];
}
