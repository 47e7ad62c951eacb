// How tunnels ended: the code, and who sent it.

import { closeClass, closeName, closeText } from './close-codes.js';
import { el, setText } from './dom.js';
import { bytes, count, duration, time } from './format.js';
import { ListView } from './list-view.js';
import { live } from './live.js';

const by = (value) => (a, b) => value(a) - value(b);
const at = (close) => Date.parse(close.at);

const FIELDS = {
  code: (close) => close.code ?? 'none',
  by: (close) => close.by ?? 'unknown',
  reason: (close) => close.reason,
  client: (close) => close.client,
  server: (close) => close.server,
  location: (close) => close.location,
  upstream: (close) => close.upstream,
  peer: (close) => close.peer,
  duration: (close) => close.duration_ms / 1000,
};

const COLUMNS = [
  { id: 'time', label: 'Time', text: (close) => time(close.at), compare: by((close) => -at(close)) },
  { id: 'code', label: 'Code', paint: paintCode, compare: by((close) => close.code ?? 0) },
  { id: 'by', label: 'By', text: (close) => close.by ?? '–', compare: (a, b) => String(a.by).localeCompare(String(b.by)) },
  { id: 'client', className: 'cell-name', label: 'Client', text: (close) => close.client, compare: (a, b) => a.client.localeCompare(b.client) },
  { id: 'location', label: 'Location', paint: paintLocation },
  { id: 'upstream', label: 'Upstream', text: (close) => [close.upstream, close.peer].filter(Boolean).join(' › ') || '–' },
  { id: 'duration', label: 'Lasted', number: true, text: (close) => duration(close.duration_ms), compare: by((close) => close.duration_ms), descending: true },
  { id: 'upmessages', label: '↑ msg', title: 'Messages to the upstream', number: true, text: (close) => count(close.to_upstream.messages) },
  { id: 'downmessages', label: '↓ msg', title: 'Messages to the client', number: true, text: (close) => count(close.to_client.messages) },
  { id: 'bytes', label: 'Bytes', number: true, text: (close) => bytes(close.to_upstream.bytes + close.to_client.bytes) },
  { id: 'reason', label: 'Reason', text: (close) => close.reason ?? '' },
];

export class ClosesView {
  title = 'Closes';
  keys = {
    j: () => this.#list.grid.moveBy(1),
    k: () => this.#list.grid.moveBy(-1),
    n: () => this.#list.takeNew(),
  };

  #codes = el('div.codes', { role: 'group', 'aria-label': 'Codes' });
  #shownCodes = '';
  #list = new ListView({
    label: 'Closes',
    className: 'closes',
    columns: COLUMNS,
    sort: { id: 'time', descending: false },
    items: () => live.closes,
    fields: FIELDS,
    filterHint: 'code:1006, by:client, duration<1 …',
    empty: 'No tunnel has closed yet.',
  });

  element = el('div.view', {}, this.#codes, this.#list.element);

  show() {
    this.update();
  }

  update() {
    this.#list.update();
    this.#countCodes();
  }

  #countCodes() {
    const counts = new Map();
    live.closes.forEach(({ code }) => counts.set(code, (counts.get(code) ?? 0) + 1));
    const sorted = [...counts].sort((a, b) => b[1] - a[1]);
    const text = JSON.stringify(sorted);
    if (text === this.#shownCodes) {
      return;
    }
    this.#shownCodes = text;
    const known = new Map([...this.#codes.children].map((button) => [button.dataset.code, button]));
    sorted.forEach(([code, number]) => {
      const key = String(code ?? 'none');
      const button = known.get(key) ?? this.#codeButton(key, code);
      known.delete(key);
      setText(button.lastChild, count(number));
      if (!button.isConnected) {
        this.#codes.append(button);
      }
    });
    known.forEach((button) => button.remove());
  }

  #codeButton(key, code) {
    return el(
      'button.code',
      { type: 'button', 'data-code': key, title: `Show only ${closeText(code)}`, onclick: () => this.#list.filterBy(`code:${key}`) },
      el('span.badge', { class: closeClass(code) }, code === null ? '–' : String(code)),
      el('span', {}, code === null ? 'no code' : closeName(code)),
      el('span.muted'),
    );
  }
}

function paintCode(cell, close) {
  if (cell.children.length !== 2) {
    cell.replaceChildren(el('span.badge'), el('span.muted'));
  }
  const [badge, name] = cell.children;
  setText(badge, close.code ?? '–');
  badge.className = `badge ${closeClass(close.code)}`;
  setText(name, close.code === null ? '' : closeName(close.code));
}

function paintLocation(cell, close) {
  if (cell.children.length !== 2) {
    cell.replaceChildren(el('span'), el('span.muted'));
  }
  setText(cell.children[0], close.location ?? '–');
  setText(cell.children[1], close.server ?? '');
}
