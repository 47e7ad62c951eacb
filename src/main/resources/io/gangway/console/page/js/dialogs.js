// The dialogs: native ones, which keep the focus inside and give it back.

import { endTunnel } from './api.js';
import { announce } from './announce.js';
import { closeName, OFFERED } from './close-codes.js';
import { el } from './dom.js';
import { live } from './live.js';
import { storeToken, token } from './token.js';

const MAX_REASON_BYTES = 123;

/**
 * Opens a dialog with a form.
 *
 * @param {string} title
 * @param {Array} content
 * @param {object} action `label`, `className`, `run()`, which may return a promise; an error of it is shown
 */
export function showDialog(title, content, action) {
  const error = el('p.form-error', { role: 'alert', hidden: true });
  const submit = action && el('button.button.primary', { type: 'submit', class: action.className ?? '' }, action.label);
  const cancel = el('button.button', { type: 'button', onclick: () => dialog.close() }, action ? 'Cancel' : 'Close');
  const form = el(
    'form',
    { method: 'dialog', novalidate: true },
    el('h2', { id: 'dialog-title' }, title),
    content,
    error,
    el('div.dialog-actions', {}, cancel, submit),
  );
  const dialog = el('dialog', { 'aria-labelledby': 'dialog-title', onclose: () => dialog.remove() }, form);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    submit.disabled = true;
    try {
      await action.run();
      dialog.close();
    } catch (failure) {
      error.hidden = false;
      error.textContent = failure.message;
      submit.disabled = false;
    }
  });
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Asks for what is missing before a change: the permission, or the token. Returns whether the change may go on. */
export function mayChange() {
  if (live.write === false) {
    showDialog('Read only', [
      el('p', {}, 'Changes are off here. ', el('code', {}, 'gangway_console write=on;'), ' permits them.'),
    ]);
    return false;
  }
  if (token() === null) {
    const field = el('input.field', { type: 'password', autocomplete: 'off', 'aria-label': 'Token', autofocus: true });
    showDialog(
      'Token',
      [el('p', {}, 'Changes need the token: it is in the link that Gangway prints when it starts, or in its configuration.'), field],
      { label: 'Use it', run: () => storeToken(field.value.trim()) },
    );
    return false;
  }
  return true;
}

/** Ends a tunnel after a confirmation. */
export function confirmEnd(tunnel) {
  if (tunnel.closed || !mayChange()) {
    return;
  }
  const isWebSocket = tunnel.protocol === 'websocket';
  const codes = OFFERED.map((code) => el('option', { value: code, selected: code === 1001 }, `${code} ${closeName(code)}`));
  const other = el('option', { value: 'other' }, 'other…');
  const number = el('input.field', { type: 'number', min: 1000, max: 4999, id: 'end-number', 'aria-label': 'Other code', hidden: true });
  const select = el(
    'select.select',
    { id: 'end-code', onchange: () => (number.hidden = select.value !== 'other') || number.focus() },
    codes,
    other,
  );
  const reason = el('input.field', { id: 'end-reason', autocomplete: 'off' });
  const fields = el(
    'div.form-grid',
    {},
    el('label', { for: 'end-code' }, 'Close code'),
    el('span.inline', {}, select, number),
    el('label', { for: 'end-reason' }, 'Reason'),
    reason,
  );
  showDialog(
    'End this tunnel?',
    [
      el('p.mono', {}, `${tunnel.client} → ${tunnel.location}`),
      isWebSocket ? fields : el('p.muted', {}, 'It is no WebSocket: both connections are closed.'),
    ],
    {
      label: 'End tunnel',
      className: 'danger',
      run: async () => {
        const code = isWebSocket ? Number(select.value === 'other' ? number.value : select.value) : null;
        if (new TextEncoder().encode(reason.value).length > MAX_REASON_BYTES) {
          throw new Error(`A reason has at most ${MAX_REASON_BYTES} bytes.`);
        }
        await endTunnel(tunnel.id, code, isWebSocket ? reason.value : '');
        announce(`Tunnel of ${tunnel.client} ended${code === null ? '' : ` with ${code}`}`);
      },
    },
  );
}
