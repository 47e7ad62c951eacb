// The list of tunnels, and the details of the one that is open.

import { closeClass, closeText } from './close-codes.js';
import { confirmEnd } from './dialogs.js';
import { el, setAttribute, setText } from './dom.js';
import { bytes, count, duration, rate } from './format.js';
import { ListView } from './list-view.js';
import { live } from './live.js';
import { go } from './router.js';
import { TunnelDetails } from './tunnel-details.js';

const by = (value) => (a, b) => value(a) - value(b);
const byText = (value) => (a, b) => value(a).localeCompare(value(b));
const text = (value) => value ?? '';

const FIELDS = {
  client: (tunnel) => tunnel.client,
  server: (tunnel) => tunnel.server,
  location: (tunnel) => tunnel.location,
  upstream: (tunnel) => tunnel.upstream,
  peer: (tunnel) => tunnel.peer,
  protocol: (tunnel) => tunnel.protocol,
  subprotocol: (tunnel) => tunnel.subprotocol,
  request: (tunnel) => tunnel.request,
  id: (tunnel) => tunnel.id,
  age: (tunnel) => tunnel.age() / 1000,
  idle: (tunnel) => tunnel.idle() / 1000,
  rate: (tunnel) => tunnel.rate,
  queue: (tunnel) => tunnel.queued(),
  messages: (tunnel) => tunnel.messages(),
};

const COLUMNS = [
  { id: 'client', className: 'cell-name', label: 'Client', text: (tunnel) => tunnel.client, compare: byText((tunnel) => tunnel.client) },
  { id: 'location', label: 'Location', paint: paintLocation, compare: byText((tunnel) => text(tunnel.location)) },
  { id: 'upstream', label: 'Upstream', paint: paintUpstream, compare: byText((tunnel) => `${text(tunnel.upstream)} ${text(tunnel.peer)}`) },
  { id: 'protocol', label: 'Protocol', text: (tunnel) => tunnel.subprotocol || tunnel.protocol },
  { id: 'age', label: 'Age', number: true, text: (tunnel) => duration(tunnel.age()), compare: by((tunnel) => -tunnel.openedAt()) },
  { id: 'idle', label: 'Idle', number: true, text: (tunnel) => (tunnel.closed ? '' : duration(tunnel.idle())), compare: by((tunnel) => tunnel.idle() ?? 0), descending: true },
  { id: 'rate', label: 'Msg/s', title: 'Messages a second', number: true, paint: paintRate, compare: by((tunnel) => tunnel.rate), descending: true },
  { id: 'upmessages', className: 'up-number', label: '↑ msg', title: 'Messages to the upstream', number: true, text: (tunnel) => count(tunnel.to_upstream.messages), compare: by((tunnel) => tunnel.to_upstream.messages), descending: true },
  { id: 'upbytes', label: '↑ bytes', title: 'Bytes to the upstream', number: true, text: (tunnel) => bytes(tunnel.to_upstream.bytes), compare: by((tunnel) => tunnel.to_upstream.bytes), descending: true },
  { id: 'downmessages', className: 'down-number', label: '↓ msg', title: 'Messages to the client', number: true, text: (tunnel) => count(tunnel.to_client.messages), compare: by((tunnel) => tunnel.to_client.messages), descending: true },
  { id: 'downbytes', label: '↓ bytes', title: 'Bytes to the client', number: true, text: (tunnel) => bytes(tunnel.to_client.bytes), compare: by((tunnel) => tunnel.to_client.bytes), descending: true },
  { id: 'queue', label: 'Queue', title: 'Bytes that wait, both ways', number: true, paint: paintQueue, compare: by((tunnel) => tunnel.queued()), descending: true },
];

export class TunnelsView {
  title = 'Tunnels';
  keys = {
    j: () => this.#list.grid.moveBy(1),
    k: () => this.#list.grid.moveBy(-1),
    Enter: () => this.#openCurrent(),
    n: () => this.#list.takeNew(),
    x: () => this.#list.grid.current && confirmEnd(this.#list.grid.current),
    d: () => this.#details.select('details'),
    m: () => this.#details.select('messages'),
    p: () => this.#details.inspector?.togglePause(),
    e: () => this.#details.inspector?.export(),
    Escape: () => this.#details.tunnel !== null && go(['tunnels']),
  };

  #list = new ListView({
    label: 'Tunnels',
    className: 'tunnels',
    columns: COLUMNS,
    sort: { id: 'age', descending: false },
    items: () => [...live.tunnels.values()],
    fields: FIELDS,
    filterHint: 'client, location:/chat, idle>60 …',
    empty: 'No tunnel is open.',
    note: () => (live.omitted > 0 ? `, ${count(live.omitted)} more are not listed` : ''),
    isRead: () => this.#details.tunnel !== null,
    rowClass: (tunnel) => (tunnel.closed ? 'gone' : ''),
    open: (tunnel) => go(['tunnels', tunnel.id], this.#details.tunnel !== null),
    move: (tunnel) => this.#details.tunnel !== null && go(['tunnels', tunnel.id], true),
  });
  #details = new TunnelDetails(() => go(['tunnels']));
  #wanted = null;

  element = el('div.view.split', {}, this.#list.element, this.#details.element);

  show([id]) {
    this.#wanted = id ?? null;
    this.update();
    if (id === undefined && this.#details.tunnel !== null) {
      this.#details.open(null);
      this.#list.grid.focus();
      this.#list.update();
    }
  }

  hide() {
    this.#details.open(null);
  }

  update() {
    this.#openWanted();
    this.#list.update();
    this.#details.update();
  }

  #openCurrent() {
    if (this.#list.grid.current) {
      go(['tunnels', this.#list.grid.current.id]);
    }
  }

  /** A link may name a tunnel before the first event has come. */
  #openWanted() {
    if (this.#wanted === null || this.#details.tunnel?.id === this.#wanted || live.overview === null) {
      return;
    }
    const tunnel =
      live.tunnels.get(this.#wanted) ?? this.#list.grid.items.find((each) => each.id === this.#wanted) ?? null;
    if (tunnel === null) {
      go(['tunnels'], true);
      return;
    }
    this.#list.grid.current = tunnel;
    this.#details.open(tunnel);
  }
}

function paintLocation(cell, tunnel) {
  const parts = pair(cell);
  setText(parts[0], tunnel.location ?? '–');
  setText(parts[1], tunnel.server ?? '');
}

function paintUpstream(cell, tunnel) {
  const parts = pair(cell);
  setText(parts[0], tunnel.upstream ?? tunnel.peer ?? '–');
  if (tunnel.closed) {
    setText(parts[1], tunnel.closed.code ?? 'no code');
    setAttribute(parts[1], 'title', `${closeText(tunnel.closed.code)}${tunnel.closed.by ? ` by ${tunnel.closed.by}` : ''}`);
    setAttribute(parts[1], 'class', `badge ${closeClass(tunnel.closed.code)}`);
  } else {
    setText(parts[1], tunnel.upstream === tunnel.peer ? '' : (tunnel.peer ?? ''));
    setAttribute(parts[1], 'title', null);
    setAttribute(parts[1], 'class', 'muted');
  }
}

function paintQueue(cell, tunnel) {
  const queued = tunnel.queued();
  setText(cell, queued === 0 ? '0' : bytes(queued));
  cell.classList.toggle('zero', queued === 0);
  cell.classList.toggle('alarming', queued > 65_536);
}

function paintRate(cell, tunnel) {
  setText(cell, tunnel.closed ? '' : rate(tunnel.rate));
  cell.classList.toggle('zero', tunnel.rate === 0);
}

function pair(cell) {
  if (cell.children.length !== 2) {
    cell.replaceChildren(el('span'), el('span.muted'));
  }
  return cell.children;
}
