// How the text of a date or a time is shown in the browser's control for it, and written back. `show` answers '' for
// what the control cannot hold; `step` is what it takes to enter seconds, or parts of them, where there are any.
const pad = (number, length = 2) => String(number).padStart(length, '0');

function local(date) {
  const seconds = date.getSeconds() || date.getMilliseconds() ? `:${pad(date.getSeconds())}` : '';
  const parts = date.getMilliseconds() ? `.${pad(date.getMilliseconds(), 3).replace(/0+$/, '')}` : '';
  const day = `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day}T${pad(date.getHours())}:${pad(date.getMinutes())}${seconds}${parts}`;
}

const dateTime = {
  type: 'datetime-local',
  show(text) {
    const date = new Date(text);
    return /^\d{4}-\d\d-\d\d[Tt]/.test(text) && date.getFullYear() > 0 ? local(date) : '';
  },
  read: (text) => new Date(text).toISOString(),
};

const isTime = (text) => /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?$/.test(text);

/** The offset stays as it was: a time without a day cannot be moved to another one. */
const time = {
  type: 'time',
  show(text) {
    const shown = /^[\d:]+(\.\d{1,3})?/.exec(text)?.[0] ?? '';
    return isTime(shown) && /^\d*(Z|[+-]\d\d:\d\d)?$/i.test(text.slice(shown.length)) ? shown : '';
  },
  read(text, before) {
    const offset = before ? (/(Z|[+-]\d\d:\d\d)$/i.exec(before)?.[0] ?? '') : 'Z';
    return `${text.length === 5 ? `${text}:00` : text}${offset}`;
  },
};

const date = {
  type: 'date',
  show(text) {
    const moment = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(NaN);
    return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text) ? text : '';
  },
  read: (text) => text,
};

const asItIs = (type) => ({ type, show: (text) => text, read: (text) => text });

export const natives = {
  date,
  'date-time': dateTime,
  time,
  email: asItIs('email'),
  uri: asItIs('url'),
  url: asItIs('url'),
};

export const plainText = asItIs('text');

export const stepOf = (shown) => (/\.\d+$/.test(shown) ? '0.001' : /:\d\d:\d\d$/.test(shown) ? '1' : null);
