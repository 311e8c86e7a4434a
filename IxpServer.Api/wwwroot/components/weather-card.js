import { component, day, h, sheet } from './lib/kit.js';
import { weatherIcon } from './lib/weather-icons.js';

const styles = sheet(`
.card { --sky: color-mix(in oklab, var(--accent) 9%, var(--surface)); background: linear-gradient(var(--sky), var(--surface) 62%); }
.now { display: grid; grid-template-columns: 1fr auto; gap: 0.25rem 1rem; align-items: center; margin-block: 1rem 1.25rem; }
.temperature { font-size: clamp(3.25rem, 17cqi, 5.5rem); line-height: 0.95; font-weight: 300; letter-spacing: -0.04em; }
.now .weather { inline-size: clamp(5rem, 24cqi, 8rem); block-size: auto; }
.condition { font-size: 1.125rem; font-weight: 600; }
dl { display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; padding-block: 0.9rem; border-block: 1px solid var(--line); }
dt { font-size: 0.8125rem; color: var(--muted); }
dd { font-weight: 600; }
.days { display: grid; margin-block-start: 0.5rem; }
.day { display: grid; grid-template-columns: minmax(5.5rem, 1fr) 2rem 3.25rem minmax(6rem, 2fr); gap: 0.75rem; align-items: center; padding-block: 0.4rem; }
.day .weather { inline-size: 2rem; block-size: 2rem; }
.span { display: grid; grid-template-columns: 2.4rem 1fr 2.4rem; gap: 0.5rem; align-items: center; }
.span :last-child { text-align: end; font-weight: 600; }
.track { block-size: 6px; border-radius: 3px; background: var(--line); position: relative; }
.track i { position: absolute; inset-block: 0; border-radius: 3px; background: linear-gradient(90deg, var(--accent), var(--sun)); }
footer { margin-block-start: 0.75rem; }
@container (max-width: 26rem) { .day { grid-template-columns: 4.5rem 1.75rem 1fr; } .wet { display: none; } }
@container (min-width: 44rem) {
  .layout { display: grid; grid-template-columns: minmax(16rem, 5fr) 7fr; gap: 0 2.5rem; align-items: start; }
  .days { margin: 0; }
}`);

const degrees = (value) => `${Math.round(value)}°`;

export const WeatherCard = component(styles, (props) => {
  const { location = { name: props.city }, current, forecast = [] } = props;
  return h(
    'section',
    { class: 'card', 'aria-label': `Weather in ${location.name}` },
    h(
      'div',
      { class: 'row between' },
      h('h2', {}, location.name),
      location.country ? h('span', { class: 'muted' }, location.country) : null,
    ),
    current
      ? h('div', { class: 'layout' }, now(current, props.units), days(forecast))
      : h(
          'div',
          { class: 'empty' },
          h('h3', {}, 'No measurements yet'),
          'The weather service gave no values for this place.',
        ),
    current ? h('footer', { class: 'note' }, origin(props)) : null,
  );
});

function now(current, units) {
  const speed = units === 'imperial' ? 'mph' : 'km/h';
  const facts = [
    ['Feels like', current.feelsLike, degrees],
    ['Humidity', current.humidity, (value) => `${Math.round(value)} %`],
    ['Wind', current.windSpeed, (value) => `${Math.round(value)} ${speed}`],
  ].filter(([, value]) => value !== undefined);
  return h(
    'div',
    {},
    h(
      'div',
      { class: 'now' },
      h(
        'div',
        {},
        h(
          'p',
          { class: 'temperature num' },
          degrees(current.temperature),
          h('span', { class: 'hidden' }, units === 'imperial' ? ' Fahrenheit' : ' Celsius'),
        ),
        h('p', { class: 'condition' }, current.condition),
      ),
      weatherIcon(current.icon),
    ),
    h(
      'dl',
      { class: 'num' },
      facts.map(([name, value, format]) => h('div', {}, h('dt', {}, name), h('dd', {}, format(value)))),
    ),
  );
}

/** Every day's range is drawn on one scale, so that the bars can be compared. */
function days(forecast) {
  const low = Math.min(...forecast.map((entry) => entry.low));
  const high = Math.max(...forecast.map((entry) => entry.high));
  const share = (value) => (high === low ? 0 : ((value - low) / (high - low)) * 100);
  return h(
    'ul',
    { class: 'days num', 'aria-label': 'Forecast' },
    forecast.map((entry) =>
      h(
        'li',
        { class: 'day' },
        h('span', {}, day(entry.date, { weekday: 'short', day: 'numeric' })),
        weatherIcon(entry.icon, entry.condition),
        h('span', { class: 'wet small muted' }, entry.precipitation ? `${entry.precipitation}\u00a0%` : ''),
        h(
          'span',
          { class: 'span' },
          h('span', { class: 'muted' }, h('span', { class: 'hidden' }, 'low '), degrees(entry.low)),
          h(
            'span',
            { class: 'track', 'aria-hidden': 'true' },
            h('i', { style: { 'inset-inline': `${share(entry.low)}% ${100 - share(entry.high)}%` } }),
          ),
          h('span', {}, h('span', { class: 'hidden' }, 'high '), degrees(entry.high)),
        ),
      ),
    ),
  );
}

function origin({ source, asOf }) {
  const time = asOf
    ? new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(asOf))
    : '';
  return `${source === 'live' ? 'Measured' : 'Sample values'}${time ? `, ${time}` : ''}`;
}
