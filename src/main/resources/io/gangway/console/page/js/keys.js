// Keyboard shortcuts: single keys, which a view may add to, and the overlay that lists them.

import { showDialog } from './dialogs.js';
import { el } from './dom.js';

const HELP = [
  ['Go to', [['1 – 6', 'overview … configuration'], ['/', 'filter'], ['?', 'this list']]],
  [
    'Lists',
    [
      ['j  k', 'next, previous row; arrows, Page Up, Page Down, Home, End too'],
      ['Enter', 'open the row'],
      ['n', 'take in new rows'],
      ['Esc', 'close what is open; leave the filter'],
    ],
  ],
  [
    'Tunnel',
    [
      ['x', 'end it, after a confirmation'],
      ['d  m', 'its details, its messages'],
      ['p', 'pause or resume the messages'],
      ['e', 'export the messages as JSON lines'],
    ],
  ],
  ['Page', [['t', 'theme: as the system, light, dark']]],
];

/** Shortcuts of the whole page, and the function that gives those of the current view, both by key. */
export function listenToKeys(global, ofView) {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) {
      return;
    }
    if (isTyping(event.target)) {
      if (event.key === 'Escape') {
        leave(event.target);
        event.preventDefault();
      }
      return;
    }
    const action = ofView()[event.key] ?? global[event.key];
    if (action && action(event) !== false) {
      event.preventDefault();
    }
  });
}

export function showKeys() {
  const groups = HELP.map(([title, keys]) =>
    el(
      'section',
      {},
      el('h3', {}, title),
      el('dl.keys', {}, keys.map(([key, meaning]) => [
        el('dt', {}, key.split('  ').map((each) => el('kbd', {}, each))),
        el('dd', {}, meaning),
      ])),
    ),
  );
  showDialog('Keyboard', groups).classList.add('wide');
}

function isTyping(target) {
  return target.matches('input:not([type=checkbox]), textarea, select');
}

/** Escape empties a filter first, then gives the focus to the list below it. */
function leave(field) {
  if (field.type === 'search' && field.value !== '') {
    field.value = '';
    field.dispatchEvent(new Event('input'));
  } else {
    (document.querySelector('main .grid') ?? document.querySelector('main')).focus();
  }
}
