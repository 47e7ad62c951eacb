// The pane beside the list: what is known of one tunnel, what one can do with it, and its messages.

import { announce } from './announce.js';
import { closeClass, closeText } from './close-codes.js';
import { confirmEnd } from './dialogs.js';
import { el, setText } from './dom.js';
import { bytes, count, duration, preciseTime, rate, time } from './format.js';
import { curl, wscat } from './handshake.js';
import { Inspector } from './inspector.js';
import { live } from './live.js';
import { sourceLink } from './source-link.js';

export class TunnelDetails {
  /** The tunnel, or null while the pane is closed. */
  tunnel = null;
  /** The inspector while it is shown, or null. */
  inspector = null;

  #tabs = {};
  #tab = 'details';
  #title = el('h2.mono');
  #state = el('span.badge');
  #body = el('div.details-body', { role: 'tabpanel', id: 'details-panel', tabindex: 0 });
  #end = el('button.button.danger', { type: 'button', onclick: () => confirmEnd(this.tunnel) }, 'End…');
  #values = new Map();

  constructor(close) {
    const tabs = [
      ['details', 'Details'],
      ['messages', 'Messages'],
    ].map(([name, label]) => {
      this.#tabs[name] = el(
        'button.tab',
        { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': 'details-panel', onclick: () => this.select(name), onkeydown: (event) => this.#key(event) },
        label,
      );
      return this.#tabs[name];
    });
    this.element = el(
      'aside.details',
      { 'aria-label': 'Tunnel', hidden: true },
      el(
        'header',
        {},
        el('div.details-title', {}, this.#title, this.#state),
        el('button.icon', { type: 'button', 'aria-label': 'Close the details', title: 'Close (Esc)', onclick: close }, '✕'),
      ),
      el(
        'div.details-bar',
        {},
        el('div.tabs', { role: 'tablist', 'aria-label': 'Tunnel' }, tabs),
        el(
          'div.end',
          {},
          el('button.button', { type: 'button', onclick: () => copy(wscat(this.tunnel), 'wscat') }, 'Copy as wscat'),
          el('button.button', { type: 'button', onclick: () => copy(curl(this.tunnel), 'curl') }, 'curl'),
          this.#end,
        ),
      ),
      this.#body,
    );
  }

  /** Shows a tunnel; null closes the pane. */
  open(tunnel) {
    this.tunnel = tunnel;
    this.element.hidden = tunnel === null;
    this.#closeInspector();
    if (tunnel !== null) {
      this.select(this.#tab);
    }
  }

  /** Shows a tab: `details` or `messages`. */
  select(name) {
    if (this.tunnel === null) {
      return;
    }
    this.#tab = name;
    for (const [each, tab] of Object.entries(this.#tabs)) {
      tab.setAttribute('aria-selected', String(each === name));
      tab.tabIndex = each === name ? 0 : -1;
    }
    this.#body.setAttribute('aria-labelledby', `tab-${name}`);
    this.#closeInspector();
    if (name === 'messages') {
      this.inspector = new Inspector(this.tunnel);
      this.#body.replaceChildren(this.inspector.element);
    } else {
      this.#body.replaceChildren(...this.#facts());
    }
    this.update();
  }

  update() {
    const { tunnel } = this;
    if (tunnel === null) {
      return;
    }
    setText(this.#title, tunnel.client);
    const isOpen = !tunnel.closed;
    setText(this.#state, isOpen ? (tunnel.draining ? 'draining' : 'open') : closeText(tunnel.closed.code));
    this.#state.className = `badge ${isOpen ? (tunnel.draining ? 'warn' : 'ok') : closeClass(tunnel.closed.code)}`;
    this.#end.disabled = !isOpen;
    this.inspector?.update();
    this.#values.forEach((value, cell) => setText(cell, value()));
  }

  #key(event) {
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      this.select(this.#tab === 'details' ? 'messages' : 'details');
      this.#tabs[this.#tab].focus();
      event.preventDefault();
    }
  }

  #closeInspector() {
    this.inspector?.close();
    this.inspector = null;
    this.#values.clear();
  }

  #facts() {
    const { tunnel } = this;
    const source = tunnel.source
      ? sourceLink(tunnel.source, 'a.mono')
      : '–';
    return [
      this.#traffic(),
      el(
        'dl.facts',
        {},
        this.#fact('Request', el('code', {}, tunnel.request ?? '–')),
        this.#fact('Server', tunnel.server || '–'),
        this.#fact('Location', el('span', {}, el('code', {}, tunnel.location ?? '–'), '  ', source)),
        this.#fact('Upstream', [tunnel.upstream, tunnel.peer].filter(Boolean).join(' › ') || '–'),
        this.#fact('Protocol', tunnel.protocol),
        this.#fact('Legs', `${leg(tunnel.client_protocol, tunnel.client_stream)} › ${leg(tunnel.upstream_protocol, tunnel.upstream_stream)}`),
        this.#fact('Subprotocol', tunnel.subprotocol || '–'),
        this.#fact('Extensions', el('code', {}, tunnel.extensions || '–')),
        this.#fact('Relay', tunnel.relay === 'bridge' ? 'bridge: each side speaks its own extensions' : 'tunnel: bytes as they are'),
        this.#fact('Generation', String(tunnel.generation)),
        this.#fact('Opened', `${time(tunnel.opened)}`),
        this.#fact('Age', this.#value(() => duration(tunnel.age()))),
        this.#fact('Idle', this.#value(() => (tunnel.closed ? '–' : duration(tunnel.idle())))),
        this.#fact('Closed', this.#value(() => closedText(tunnel.closed))),
        this.#fact('Last close here', this.#value(() => lastCloseText(tunnel))),
        this.#fact('Id', el('code', {}, tunnel.id)),
      ),
    ];
  }

  #traffic() {
    const row = (label, className, side) =>
      el(
        'tr',
        {},
        el('th', { scope: 'row', class: className }, label),
        el('td', {}, this.#value(() => count(side().messages))),
        el('td', {}, this.#value(() => bytes(side().bytes))),
        el('td', {}, this.#value(() => bytes(side().queued))),
      );
    return el(
      'table.traffic',
      {},
      el('caption', {}, this.#value(() => (this.tunnel?.closed ? 'Traffic' : `Traffic: ${rate(this.tunnel?.rate)} messages a second`))),
      el('thead', {}, el('tr', {}, el('td'), ...['Messages', 'Bytes', 'Queued'].map((label) => el('th', { scope: 'col' }, label)))),
      el(
        'tbody',
        {},
        row('↑ to upstream', 'up', () => this.tunnel.to_upstream),
        row('↓ to client', 'down', () => this.tunnel.to_client),
      ),
    );
  }

  #fact(name, value) {
    return [el('dt', {}, name), el('dd', {}, value)];
  }

  /** Text that changes. */
  #value(text) {
    const element = el('span');
    this.#values.set(element, text);
    return element;
  }
}

/** The protocol of a leg, and its stream if it shares a connection. */
function leg(protocol, stream) {
  return stream ? `${protocol}, stream ${stream}` : protocol;
}

function closedText(closed) {
  if (!closed) {
    return '–';
  }
  return [closeText(closed.code), closed.by && `by ${closed.by}`, closed.reason && `“${closed.reason}”`, closed.at && `at ${preciseTime(closed.at)}`]
    .filter(Boolean)
    .join(' ');
}

function lastCloseText(tunnel) {
  const close = live.closes.find(
    (each) => each.location === tunnel.location && each.server === tunnel.server && String(each.id) !== tunnel.id,
  );
  return close ? `${closedText(close)}, ${close.client}` : '–';
}

async function copy(text, name) {
  try {
    await navigator.clipboard.writeText(text);
    announce(`Copied the ${name} command`);
  } catch {
    announce('The browser did not permit copying', 'bad');
  }
}
