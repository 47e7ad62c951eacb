// Speaks to screen readers. Only what someone has asked for is said; what merely happens is not.

import { setText } from './dom.js';

/** Says the outcome of an action, and shows it for a moment. */
export function announce(text, kind = '') {
  const toast = document.getElementById('toast');
  setText(toast, text);
  toast.className = `toast shown ${kind}`;
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => toast.classList.remove('shown'), 4000);
}
