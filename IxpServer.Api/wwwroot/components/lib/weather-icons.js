// Weather pictures of two tones: what shines is warm, what is wet takes the accent colour.
import { s } from './kit.js';

const cloud = (move = '') =>
  s('path', {
    class: 'cloud',
    transform: move,
    d: 'M20 46h26a11 11 0 0 0 1.6-21.9A16 16 0 0 0 17 27.3a9.5 9.5 0 0 0 3 18.7z',
  });
const sun = (cx, cy, r) => [
  s('circle', { class: 'sun', cx, cy, r }),
  ...Array.from({ length: 8 }, (_, index) =>
    s('path', {
      class: 'ray',
      d: `M${cx} ${cy - r - 4}v-5`,
      transform: `rotate(${index * 45} ${cx} ${cy})`,
    }),
  ),
];
const drops = (d) => s('path', { class: 'wet', d });

const pictures = {
  clear: () => sun(32, 32, 12),
  'partly-cloudy': () => [...sun(42, 23, 9), cloud('translate(-4 6)')],
  cloudy: () => [s('path', { class: 'back', d: 'M38 22a9 9 0 0 1 17 4 8 8 0 0 1-2 15' }), cloud('translate(-4 4)')],
  fog: () => [cloud('translate(0 -6)'), s('path', { class: 'ray dim', d: 'M14 48h36M20 56h24' })],
  drizzle: () => [cloud('translate(0 -6)'), drops('M24 47v3M33 47v3M42 47v3M28 55v3M37 55v3')],
  rain: () => [cloud('translate(0 -6)'), drops('M25 46l-4 11M35 46l-4 11M45 46l-4 11')],
  snow: () => [cloud('translate(0 -6)'), drops('M23 49h.01M33 49h.01M43 49h.01M28 57h.01M38 57h.01')],
  thunderstorm: () => [cloud('translate(0 -6)'), s('path', { class: 'bolt', d: 'M33 38l-8 12h7l-3 10 10-13h-7l4-9z' })],
};

const paint = {
  sun: { fill: 'var(--sun)' },
  ray: { stroke: 'var(--sun)', 'stroke-width': '3', 'stroke-linecap': 'round', fill: 'none' },
  dim: { stroke: 'var(--muted)' },
  cloud: { fill: 'color-mix(in oklab, var(--muted) 24%, var(--surface))', stroke: 'var(--muted)', 'stroke-width': '2' },
  back: { fill: 'none', stroke: 'var(--muted)', 'stroke-width': '2', 'stroke-linecap': 'round' },
  wet: { stroke: 'var(--accent)', 'stroke-width': '3.5', 'stroke-linecap': 'round', fill: 'none' },
  bolt: { fill: 'var(--sun)' },
};

/** The picture for one of the provider's icon names. With a label it is an image, without one it is decoration. */
export function weatherIcon(name, label) {
  const semantics = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': 'true' };
  const parts = (pictures[name] ?? pictures.cloudy)();
  for (const part of parts) {
    for (const kind of part.getAttribute('class').split(' ')) {
      for (const [property, value] of Object.entries(paint[kind])) part.style.setProperty(property, value);
    }
  }
  return s('svg', { class: 'weather', viewBox: '0 0 64 64', ...semantics }, parts);
}
