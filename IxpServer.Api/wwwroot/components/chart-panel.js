// A custom element: the runtime defines it, hands it its props as a property and puts it into the page.
import { h, s, sheet } from './lib/kit.js';
import { base } from './lib/base.js';

const styles = [sheet(base), sheet(`
.plot { inline-size: 100%; block-size: auto; display: block; margin-block-start: 1rem; overflow: visible; }
.bar { fill: var(--accent); } .bar.over { fill: var(--warm); }
.line { fill: none; stroke: var(--accent); stroke-width: 3; stroke-linejoin: round; stroke-linecap: round; }
.dot { fill: var(--surface); stroke: var(--accent); stroke-width: 3; }
.axis { stroke: var(--line); } .goal { stroke: var(--warm); stroke-width: 2; stroke-dasharray: 2 6; stroke-linecap: round; }
text { fill: var(--muted); font-size: 13px; } text.value { fill: var(--ink); font-weight: 650; }
details { margin-block-start: 1rem; } summary { cursor: pointer; color: var(--muted); padding-block: 0.5rem; }
table { border-collapse: collapse; inline-size: 100%; } th, td { text-align: start; padding: 0.35rem 0; border-block-end: 1px solid var(--line); font-weight: 400; } td { text-align: end; }`)];

const box = { width: 640, height: 260, left: 8, bottom: 226, top: 30 };
const goal = (target) => (typeof target === 'number' ? { value: target } : target);

export class ChartPanel extends HTMLElement {
  #props = null;

  constructor() {
    super();
    this.attachShadow({ mode: 'open' }).adoptedStyleSheets = styles;
  }

  get props() { return this.#props; }

  set props(value) {
    this.#props = value;
    this.#draw();
  }

  #draw() {
    const { title, values, unit = '', kind = 'bar' } = this.#props;
    const target = goal(this.#props.target);
    const format = (value) => `${new Intl.NumberFormat().format(value)}${unit ? `\u00a0${unit}` : ''}`;
    this.shadowRoot.replaceChildren(h('section', { class: 'card', 'aria-label': title },
      h('div', { class: 'row between' }, h('h2', {}, title),
        target ? h('span', { class: 'chip' }, `${target.label ?? 'target'} ${format(target.value)}`) : null),
      plot(values, kind, target, format),
      h('details', {}, h('summary', {}, 'The values as a table'),
        h('table', { class: 'num' }, values.map(({ label, value }) => h('tr', {}, h('th', { scope: 'row' }, label), h('td', {}, format(value))))))));
  }
}

function plot(values, kind, target, format) {
  const all = [...values.map(({ value }) => value), target?.value ?? 0, 0];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const y = (value) => box.bottom - ((value - low) / (high - low || 1)) * (box.bottom - box.top);
  const step = (box.width - box.left * 2) / values.length;
  const x = (index) => box.left + step * (index + 0.5);
  const summary = values.map(({ label, value }) => `${label} ${format(value)}`).join(', ');
  return s('svg', { class: 'plot', viewBox: `0 0 ${box.width} ${box.height}`, role: 'img', 'aria-label': summary },
    s('path', { class: 'axis', d: `M0 ${y(0)}H${box.width}` }),
    kind === 'line' ? line(values, x, y) : bars(values, x, y, step, target),
    target ? s('path', { class: 'goal', d: `M0 ${y(target.value)}H${box.width}` }) : null,
    values.map(({ label, value }, index) => [
      s('text', { x: x(index), y: 250, 'text-anchor': 'middle' }, label),
      values.length > 12 ? null : s('text', { class: 'value', x: x(index), y: Math.min(y(value), y(0)) - 10, 'text-anchor': 'middle' }, format(value)),
    ]));
}

function bars(values, x, y, step, target) {
  const width = Math.min(step * 0.62, 72);
  return values.map(({ value }, index) => s('rect', {
    class: target && value >= target.value ? 'bar over' : 'bar', x: x(index) - width / 2, width, rx: 4,
    y: Math.min(y(value), y(0)), height: Math.max(Math.abs(y(value) - y(0)), 1),
  }));
}

function line(values, x, y) {
  return [
    s('polyline', { class: 'line', points: values.map(({ value }, index) => `${x(index)},${y(value)}`).join(' ') }),
    values.map(({ value }, index) => s('circle', { class: 'dot', cx: x(index), cy: y(value), r: 5 })),
  ];
}
