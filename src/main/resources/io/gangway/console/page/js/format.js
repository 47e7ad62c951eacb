// Numbers, sizes, durations and times as text.

const COUNT = new Intl.NumberFormat('en');
const SIZES = ['B', 'kB', 'MB', 'GB', 'TB'];
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
const DATE = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' });

export function count(value) {
  return value === null || value === undefined ? '–' : COUNT.format(value);
}

/** A count a second: `0`, `0.4`, `12`, `5,031`. */
export function rate(value) {
  if (!Number.isFinite(value) || value === 0) {
    return '0';
  }
  return value < 9.95 ? value.toFixed(1) : COUNT.format(Math.round(value));
}

/** Three digits and a unit of powers of 1000: `812 B`, `1.24 MB`. */
export function bytes(value) {
  if (value === null || value === undefined) {
    return '–';
  }
  let size = value;
  let unit = 0;
  while (size >= 999.5 && unit < SIZES.length - 1) {
    size /= 1000;
    unit++;
  }
  const digits = unit === 0 || size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2;
  return `${size.toFixed(digits)} ${SIZES[unit]}`;
}

/** The two largest units: `850 ms`, `12 s`, `3 m 04 s`, `2 h 15 m`, `3 d 04 h`. */
export function duration(milliseconds) {
  if (milliseconds === null || milliseconds === undefined) {
    return '–';
  }
  if (milliseconds < 1000) {
    return `${Math.max(0, Math.round(milliseconds))} ms`;
  }
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} m ${two(seconds % 60)} s`;
  }
  if (seconds < 86_400) {
    return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} m`;
  }
  return `${Math.floor(seconds / 86_400)} d ${two(Math.floor((seconds % 86_400) / 3600))} h`;
}

/** The time of day; with the date if it is not today's. */
export function time(text) {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) {
    return '–';
  }
  return at.toDateString() === new Date().toDateString() ? TIME.format(at) : `${DATE.format(at)} ${TIME.format(at)}`;
}

/** The time of day with milliseconds. */
export function preciseTime(text) {
  const at = new Date(text);
  return `${TIME.format(at)}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** `1 tunnel`, `2 tunnels`. */
export function plural(value, noun) {
  return `${COUNT.format(value)} ${noun}${value === 1 ? '' : 's'}`;
}

function two(value) {
  return String(value).padStart(2, '0');
}
