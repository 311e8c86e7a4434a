import { h, s } from '../components/lib/dom.js';

const paths = {
  'cloud-sun': [
    'M12 3v1.5M5.6 5.6l1 1M3 12h1.5',
    'M8 12.5a4 4 0 1 1 6-4',
    'M9 20h8a3.5 3.5 0 0 0 .5-7A5 5 0 0 0 8 13.5 3.3 3.3 0 0 0 9 20z',
  ],
  plane: ['M21 3 3 10.5l6.5 3.5L13 20.5z', 'M21 3 9.5 14'],
  bag: ['M5 8h14l1 12H4z', 'M9 11V7a3 3 0 0 1 6 0v4'],
  lifebuoy: [
    'M12 3a9 9 0 1 0 .01 0',
    'M12 8.5a3.5 3.5 0 1 0 .01 0',
    'M5.6 5.6l4 4M14.4 14.4l4 4M18.4 5.6l-4 4M9.6 14.4l-4 4',
  ],
  house: ['M4 11l8-7 8 7', 'M6 9.5V20h12V9.5', 'M10 20v-6h4v6'],
  calendar: ['M4 6h16v14H4z', 'M4 10h16', 'M8 3v4M16 3v4'],
  pot: ['M4 10h16v7a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3z', 'M2 12h2M20 12h2', 'M9 7c0-2 1.5-2 1.5-4M13.5 7c0-2 1.5-2 1.5-4'],
  ballot: ['M4 4h16v16H4z', 'M8 12l3 3 5-6'],
  letter: ['M3 6h18v12H3z', 'M3 7l9 6 9-6'],
  ledger: ['M6 3h12v18l-3-2-3 2-3-2-3 2z', 'M9 8h6M9 12h6'],
  chart: ['M4 4v16h16', 'M8 16v-4M12 16V8M16 16v-6'],
  search: ['M11 4a7 7 0 1 0 .01 0', 'M16 16l5 5'],
  sun: [
    'M12 8a4 4 0 1 0 .01 0',
    'M12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1 1M17.4 17.4l1 1M18.4 5.6l-1 1M6.6 17.4l-1 1',
  ],
  moon: ['M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z'],
  screen: ['M3 5h18v12H3z', 'M9 21h6M12 17v4'],
  copy: ['M8 8h12v12H8z', 'M16 8V4H4v12h4'],
  plus: ['M12 5v14M5 12h14'],
  cross: ['M6 6l12 12M18 6L6 18'],
  arrow: ['M4 12h15M13 6l6 6-6 6'],
};

export function icon(name) {
  return s(
    'svg',
    { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true' },
    (paths[name] ?? []).map((d) => s('path', { d })),
  );
}

/** The round sign of an intent: one of our icons, the registry's own short text (an emoji, say), or the first letter. */
export function glyph({ icon: name, title, name: id, category }) {
  const own = name && !paths[name] && [...name].length <= 2 ? name : (title ?? id)[0].toUpperCase();
  return h(
    'span',
    { class: 'glyph', 'aria-hidden': 'true', style: { '--hue': hue(category) } },
    paths[name] ? icon(name) : own,
  );
}

const hues = new Map();

/** A category keeps its colour wherever it is shown. Steps of the golden angle keep neighbours apart. */
export function hue(category = 'Other') {
  if (!hues.has(category)) hues.set(category, Math.round(230 + hues.size * 137.5) % 360);
  return hues.get(category);
}
