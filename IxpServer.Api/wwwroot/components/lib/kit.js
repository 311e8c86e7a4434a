// What the sample components share: the shadow root, and words for numbers and dates.
import { base } from './base.js';
import { h, s } from './dom.js';

export { h, s };

/** A style sheet that can be shared by any number of shadow roots. */
export function sheet(css) {
  const result = new CSSStyleSheet();
  result.replaceSync(css);
  return result;
}

const baseSheet = sheet(base);

/** A line icon from path data in a box of 24 by 24. */
export function icon(...paths) {
  return s(
    'svg',
    { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true' },
    paths.map((d) => s('path', { d })),
  );
}

/**
 * Makes a component module's export from a style sheet and a view.
 * `view(props, context, redraw)` returns the nodes to show; `redraw()` shows it anew.
 */
export function component(styles, view) {
  return (element, props, context = {}) => {
    const host = document.createElement('div');
    const root = host.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [baseSheet, styles];
    let current = props;
    const draw = () => root.replaceChildren(...[view(current, context, draw)].flat());
    draw();
    element.replaceChildren(host);
    return {
      update(next) {
        current = next;
        draw();
      },
      destroy() {
        host.remove();
      },
    };
  };
}

/** Tells the host page what the user did; a component must also work where no host listens. */
export function tell(context, type, data) {
  context.notify?.(type, data);
}

export const money = (value, currency = 'EUR', digits = 0) =>
  new Intl.NumberFormat(undefined, {
    style: 'currency',
    currency,
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  }).format(value);

/** A calendar date such as 2027-05-14, without any shift by time zone. */
export function day(text, options = { weekday: 'short', day: 'numeric', month: 'short' }) {
  const date = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(date.getTime())
    ? String(text)
    : new Intl.DateTimeFormat(undefined, { ...options, timeZone: 'UTC' }).format(date);
}

/** A number that is the same for the same text: sample data must not change from one view to the next. */
export function seed(text) {
  let value = 2166136261;
  for (const char of String(text)) value = Math.imul(value ^ char.codePointAt(0), 16777619);
  return value >>> 0;
}
