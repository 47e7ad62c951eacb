// Upstreams and their peers: the state, since when and why; drain a peer, take it down, change its weight.

import { announce } from './announce.js';
import { changePeer } from './api.js';
import { mayChange, showDialog } from './dialogs.js';
import { el, setText } from './dom.js';
import { count, duration, plural } from './format.js';
import { live } from './live.js';
import { Polled } from './polled.js';

const STATE_CLASS = { up: 'ok', draining: 'warn', down: '', unavail: 'bad' };
const STATE_WORD = { up: 'up', draining: 'draining', down: 'down', unavail: 'unavailable' };
const ACTIONS = {
  drain: ['Drain', 'Drain this peer?', 'It gets no new requests; those that run, and tunnels, stay.'],
  down: ['Down', 'Take this peer down?', 'It gets no new requests.'],
  up: ['Up', 'Bring this peer up?', 'It gets requests again.'],
};
const DONE = { drain: 'draining', down: 'down', up: 'up' };
const NOTE = 'The change lives in memory: the next reload takes what the configuration says.';

export class UpstreamsView {
  title = 'Upstreams';
  keys = { j: () => this.#step(1), k: () => this.#step(-1) };

  #polled = new Polled('upstreams', () => this.#draw());
  #seen = 0;
  #groups = new Map();
  #list = el('div.scroll.cards', { tabindex: -1 });
  #empty = el('p.empty', { hidden: true }, 'The configuration has no upstream.');

  element = el('div.view', {}, this.#list);

  constructor() {
    this.#list.append(this.#empty);
  }

  show() {
    this.#polled.start();
  }

  hide() {
    this.#polled.stop();
  }

  update() {
    if (this.#seen !== live.peerChanges) {
      this.#seen = live.peerChanges;
      this.#polled.ask();
    }
  }

  #draw() {
    const upstreams = this.#polled.value ?? [];
    this.#empty.hidden = this.#polled.value === null || upstreams.length > 0;
    const gone = new Set(this.#groups.keys());
    for (const upstream of upstreams) {
      gone.delete(upstream.name);
      let group = this.#groups.get(upstream.name);
      if (!group) {
        group = new Group(upstream.name, (peer, action) => this.#change(upstream.name, peer, action), (peer) => this.#weigh(upstream.name, peer));
        this.#groups.set(upstream.name, group);
        this.#list.append(group.element);
      }
      group.show(upstream);
    }
    gone.forEach((name) => {
      this.#groups.get(name).element.remove();
      this.#groups.delete(name);
    });
  }

  #change(upstream, peer, action) {
    if (!mayChange()) {
      return;
    }
    const [label, title, text] = ACTIONS[action];
    showDialog(
      title,
      [el('p.mono', {}, `${upstream} › ${peer.server}`), el('p', {}, text), el('p.muted', {}, NOTE)],
      {
        label,
        className: action === 'up' ? '' : 'danger',
        run: async () => {
          await changePeer(upstream, peer.id, { state: action });
          announce(`${peer.server}: ${DONE[action]}`);
          this.#polled.ask();
        },
      },
    );
  }

  #weigh(upstream, peer) {
    if (!mayChange()) {
      return;
    }
    const field = el('input.field', { type: 'number', min: 1, max: 65535, value: peer.weight, id: 'weight', autofocus: true });
    showDialog(
      'Change the weight?',
      [
        el('p.mono', {}, `${upstream} › ${peer.server}`),
        el('div.form-grid', {}, el('label', { for: 'weight' }, 'Weight'), field),
        el('p.muted', {}, NOTE),
      ],
      {
        label: 'Change',
        run: async () => {
          await changePeer(upstream, peer.id, { weight: Number(field.value) });
          announce(`${peer.server}: weight ${field.value}`);
          this.#polled.ask();
        },
      },
    );
  }

  /** Moves between the first buttons of the rows. */
  #step(rows) {
    const buttons = [...this.#list.querySelectorAll('tbody tr')].map((row) => row.querySelector('button:enabled'));
    const row = document.activeElement?.closest?.('tbody tr');
    const at = row ? buttons.findIndex((button) => row.contains(button)) : -1;
    buttons[Math.min(buttons.length - 1, Math.max(0, at + rows))]?.focus();
  }
}

/** One upstream: a card with the table of its peers. Rows stay, so that the focus does. */
class Group {
  #rows = new Map();
  #body = el('tbody');
  #facts = el('span.muted');
  #act;
  #weigh;

  constructor(name, act, weigh) {
    this.#act = act;
    this.#weigh = weigh;
    const heads = [
      ['Peer'],
      ['State'],
      ['Since', 'wide-only'],
      ['Reason', 'wide-only'],
      ['Weight', 'number'],
      ['Active', 'number'],
      ['Requests', 'number'],
      ['Failures', 'number'],
      ['Streams', 'number wide-only'],
    ].map(([label, className = '']) => el('th', { scope: 'col', class: className }, label));
    this.element = el(
      'section.card',
      {},
      el('header', {}, el('h2', {}, name), this.#facts),
      el(
        'div.table-scroll',
        {},
        el(
          'table.table.peers',
          { 'aria-label': `Peers of ${name}` },
          el('thead', {}, el('tr', {}, heads, el('th', { scope: 'col' }, el('span.visually-hidden', {}, 'Change')))),
          this.#body,
        ),
      ),
    );
  }

  show(upstream) {
    const up = upstream.peers.filter((peer) => peer.state === 'up').length;
    setText(this.#facts, `${upstream.method} · ${up} of ${plural(upstream.peers.length, 'peer')} up${rebalance(upstream.rebalance)}`);
    const gone = new Set(this.#rows.keys());
    for (const peer of upstream.peers) {
      gone.delete(peer.id);
      let row = this.#rows.get(peer.id);
      if (!row) {
        row = this.#row();
        this.#rows.set(peer.id, row);
        this.#body.append(row.element);
      }
      row.show(peer);
    }
    gone.forEach((id) => {
      this.#rows.get(id).element.remove();
      this.#rows.delete(id);
    });
  }

  #row() {
    let current = null;
    const cell = (className = '') => el('td', { class: className });
    const name = el('th.mono', { scope: 'row' }, el('span'), el('span.badge', { hidden: true }, 'backup'));
    const state = el('span.badge');
    const why = el('p.muted.phone-only');
    const cells = ['wide-only', 'wide-only reason', 'number', 'number', 'number', 'number', 'number wide-only'].map(cell);
    const weight = el('button.link', { type: 'button', title: 'Change the weight', onclick: () => this.#weigh(current) });
    cells[2].append(weight);
    const buttons = Object.entries(ACTIONS).map(([action, [label]]) =>
      el('button.button', { type: 'button', 'data-action': action, onclick: () => this.#act(current, action) }, label),
    );
    const element = el('tr', {}, name, el('td', {}, state, why), cells, el('td.actions', {}, buttons));
    const show = (peer) => {
      current = peer;
      setText(name.firstChild, peer.name && peer.name !== peer.server ? `${peer.name} (${peer.server})` : peer.server);
      name.lastChild.hidden = !peer.backup;
      setText(state, STATE_WORD[peer.state] ?? peer.state);
      state.className = `badge ${STATE_CLASS[peer.state] ?? ''}`;
      const since = peer.since ? duration(Date.now() - Date.parse(peer.since)) : '–';
      setText(cells[0], since);
      setText(cells[1], peer.reason ?? '–');
      setText(why, peer.reason ? `${peer.reason}, ${since}` : '');
      setText(weight, peer.weight);
      weight.setAttribute('aria-label', `Weight ${peer.weight} of ${peer.server}: change`);
      setText(cells[3], count(peer.active));
      setText(cells[4], count(peer.requests));
      setText(cells[5], count(peer.failures));
      cells[5].classList.toggle('alarming', peer.failures > 0);
      setText(cells[6], streams(peer));
      cells[6].title = 'Open streams of HTTP/2, and their connections';
      buttons.forEach((button) => {
        const { action } = button.dataset;
        button.hidden = action === 'up' ? peer.state === 'up' : peer.state === 'down' || (action === 'drain' && peer.state === 'draining');
        button.setAttribute('aria-label', `${ACTIONS[action][0]} ${peer.server}`);
      });
    };
    return { element, show };
  }
}

/** What websocket_rebalance has moved, and when; nothing until it has begun. */
function rebalance(done) {
  if (!done?.changed) {
    return '';
  }
  const when = duration(Date.now() - Date.parse(done.changed));
  const moved = `${plural(done.closed, 'tunnel')} moved`;
  return done.active ? ` · rebalancing for ${when}: ${moved}` : ` · rebalanced ${when} ago: ${moved}`;
}

/** How many streams of HTTP/2 are open to a peer, on how many connections. */
function streams(peer) {
  return peer.http2_connections === 0 ? '–' : `${count(peer.http2_streams)} on ${count(peer.http2_connections)}`;
}
