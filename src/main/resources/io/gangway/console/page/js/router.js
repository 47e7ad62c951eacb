// The address of a view is the fragment: `#/tunnels/12`.

/** Calls back with the parts of the fragment, now and whenever it changes. */
export function route(callback) {
  const changed = () => callback(parts());
  addEventListener('hashchange', changed);
  changed();
}

export function parts() {
  const words = location.hash.replace(/^#\/?/, '').split('/').filter(Boolean);
  return words.length === 0 ? ['overview'] : words.map(decodeURIComponent);
}

/** Goes to a view; `replace` leaves no entry in the history. */
export function go(words, replace = false) {
  const hash = href(...words);
  if (location.hash !== hash) {
    history[replace ? 'replaceState' : 'pushState'](null, '', hash);
    dispatchEvent(new HashChangeEvent('hashchange')); // at once: the next key belongs to the new view
  }
}

export function href(...words) {
  return `#/${words.map(encodeURIComponent).join('/')}`;
}
