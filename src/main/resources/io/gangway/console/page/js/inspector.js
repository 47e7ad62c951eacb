// The message inspector: the messages of a tunnel as they pass, and one of them in full.

import { announce } from './announce.js';
import { closeText } from './close-codes.js';
import { el, setAttribute, setText } from './dom.js';
import { bytes, count, preciseTime } from './format.js';
import { Grid } from './grid.js';
import { Messages } from './messages.js';
import { hexDump, highlighted, payloadBytes, preview, prettyJson } from './payload.js';
import { sourceLink } from './source-link.js';

const COLUMNS = [
  { id: 'direction', label: '', paint: paintDirection },
  { id: 'time', label: 'Time', className: 'mono', text: (message) => preciseTime(message.at) },
  { id: 'opcode', label: 'Opcode', text: (message) => message.opcode },
  { id: 'length', label: 'Length', number: true, text: (message) => bytes(message.length) },
  { id: 'payload', label: 'Payload', className: 'mono', text: preview },
];

const EMPTY = {
  loading: 'Loading…',
  live: 'No message has passed yet.',
  lost: 'The tunnel has ended.',
};

export class Inspector {
  #tunnel;
  #messages;
  #grid = new Grid({
    label: 'Messages',
    className: 'messages',
    columns: COLUMNS,
    move: (message) => this.#select(message),
    rowClass: (message) => `opcode-${message.opcode}`,
  });
  #search = el('input.field', { type: 'search', placeholder: 'Search messages', 'aria-label': 'Search messages', oninput: () => this.#draw() });
  #direction = el(
    'select.select',
    { 'aria-label': 'Direction', onchange: () => this.#draw() },
    el('option', { value: '' }, '↑↓ both'),
    el('option', { value: 'to_upstream' }, '↑ to upstream'),
    el('option', { value: 'to_client' }, '↓ to client'),
  );
  #pause = el('button.button', { type: 'button', 'aria-pressed': 'false', onclick: () => this.togglePause() }, 'Pause');
  #count = el('span.muted');
  #payload = el('section.payload', { 'aria-label': 'Message', hidden: true });
  #off = el('div.empty', { hidden: true });
  #none = el('p.empty');
  #content;
  #format = 'pretty';
  #isPaused = false;

  constructor(tunnel) {
    this.#tunnel = tunnel;
    this.#content = el(
      'div.inspector',
      {},
      el(
        'div.inspector-bar',
        {},
        this.#search,
        this.#direction,
        this.#pause,
        el('button.button', { type: 'button', onclick: () => this.#messages.clear() }, 'Clear'),
        el('button.button', { type: 'button', onclick: () => this.export() }, 'Export'),
        this.#count,
      ),
      this.#none,
      this.#grid.element,
      this.#payload,
    );
    this.element = el('div.inspector-frame', {}, this.#off, this.#content);
    this.#messages = new Messages(tunnel.id, () => this.#draw());
    this.#showState();
  }

  close() {
    this.#messages.close();
  }

  /** Called with every change of the tunnel; the messages come by themselves. */
  update() {
    this.#showState();
  }

  togglePause() {
    this.#isPaused = !this.#isPaused;
    setAttribute(this.#pause, 'aria-pressed', String(this.#isPaused));
    setText(this.#pause, this.#isPaused ? 'Resume' : 'Pause');
    this.#draw();
  }

  /** Saves the messages that are shown as JSON lines. */
  export() {
    const shown = this.#shown();
    const lines = shown.map((message) => `${JSON.stringify(message)}\n`);
    const url = URL.createObjectURL(new Blob(lines, { type: 'application/x-ndjson' }));
    el('a', { href: url, download: `tunnel-${this.#tunnel.id}.jsonl` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
    announce(`Exported ${count(shown.length)} messages`);
  }

  #showState() {
    const { state } = this.#messages;
    this.#content.hidden = state === 'off';
    this.#off.hidden = state !== 'off';
    this.#none.hidden = this.#messages.all.length > 0;
    setText(this.#none, EMPTY[state] ?? '');
    if (state === 'off' && this.#off.childElementCount === 0) {
      this.#off.append(...turnedOff(this.#tunnel));
    }
  }

  #shown() {
    const wanted = this.#search.value.toLowerCase();
    const direction = this.#direction.value;
    return this.#messages.all.filter(
      (message) =>
        (direction === '' || message.direction === direction) &&
        (wanted === '' || message.opcode === wanted || message.payload.toLowerCase().includes(wanted)),
    );
  }

  /** New messages keep the list at its end if it is there; else it stays where it is. */
  #draw() {
    this.#showState();
    if (this.#isPaused && this.#grid.items.length > 0) {
      setText(this.#count, `paused, ${count(this.#messages.all.length)} messages`);
      return;
    }
    const list = this.#grid.element;
    const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    const shown = this.#shown();
    this.#grid.show(shown);
    if (isAtEnd) {
      list.scrollTop = list.scrollHeight;
    }
    const { all, missed } = this.#messages;
    const part = shown.length < all.length ? `${count(shown.length)} of ${count(all.length)}` : count(all.length);
    setText(this.#count, missed > 0 ? `${part}, ${count(missed)} missed` : part);
  }

  #select(message) {
    const json = prettyJson(message);
    const formats = json === null ? ['raw', 'hex'] : ['pretty', 'raw', 'hex'];
    const format = formats.includes(this.#format) ? this.#format : formats[0];
    const content = el('pre', { tabindex: 0, 'aria-label': 'Payload' });
    if (format === 'pretty') {
      content.append(...highlighted(json));
    } else {
      content.append(format === 'raw' && !message.base64 ? message.payload : hexDump(payloadBytes(message)));
    }
    const buttons = formats.map((each) =>
      el(
        'button.button',
        {
          type: 'button',
          'aria-pressed': String(each === format),
          onclick: () => {
            this.#format = each;
            this.#select(message);
          },
        },
        { pretty: 'JSON', raw: 'Raw', hex: 'Hex' }[each],
      ),
    );
    this.#payload.hidden = false;
    this.#payload.replaceChildren(
      el(
        'header',
        {},
        el('span', { class: message.direction === 'to_upstream' ? 'up' : 'down' }, arrowText(message)),
        el('span.muted', {}, `${message.opcode}, ${bytes(message.length)}${notes(message)}`),
        el('span.segments.end', {}, buttons),
      ),
      content,
    );
  }
}

function arrowText(message) {
  return message.direction === 'to_upstream' ? '↑ to upstream' : '↓ to client';
}

function notes(message) {
  return `${message.code ? `, ${closeText(message.code)}` : ''}${message.compressed ? ', compressed' : ''}${message.cut ? ', cut' : ''}`;
}

function paintDirection(cell, message) {
  const isUp = message.direction === 'to_upstream';
  setText(cell, isUp ? '↑' : '↓');
  setAttribute(cell, 'aria-label', isUp ? 'to upstream' : 'to client');
  cell.classList.toggle('up', isUp);
  cell.classList.toggle('down', !isUp);
}

function turnedOff(tunnel) {
  const example = `location ${tunnel.location ?? '/'} {\n    #gangway websocket_inspect on;\n    …\n}`;
  return [
    el('p', {}, 'Messages of this location are not inspected. To see them, add one line and reload:'),
    el('pre.example', {}, example),
    tunnel.source ? el('p', {}, sourceLink(tunnel.source)) : null,
    el('p', {}, 'It holds for tunnels that open after the reload.'),
  ].filter(Boolean);
}
