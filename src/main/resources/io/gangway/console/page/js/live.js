// What the server says about itself, kept up to date by its events. Views subscribe and are told once a frame at most.

import { get } from './api.js';
import { EventStream } from './event-stream.js';
import { History } from './history.js';
import { Tunnel } from './tunnel.js';

const MAX_CLOSES = 1000;

class Live {
  /** `waiting`, `live` or `refused`. */
  state = 'waiting';
  /** The error of a refusal. */
  error = null;
  overview = null;
  /** Whether the location permits changes; null while that is unknown. */
  write = null;
  /** Open tunnels by id. */
  tunnels = new Map();
  /** Open tunnels that the server does not list because there are too many. */
  omitted = 0;
  /** The last closes, newest first. */
  closes = [];
  history = new History();
  /** Grows when a peer or a generation has changed: views that show them ask again. */
  peerChanges = 0;
  generationChanges = 0;

  /** Tunnels that have ended lately. */
  #gone = new Map();
  #subscribers = new Set();
  #scheduled = false;
  #stream = null;

  start() {
    this.#stream?.close();
    this.#stream = new EventStream('events', {
      event: (name, data) => this.#event(name, data),
      state: (state, error) => this.#connected(state, error),
    });
  }

  /** @returns a function that ends the subscription */
  subscribe(callback) {
    this.#subscribers.add(callback);
    return () => this.#subscribers.delete(callback);
  }

  #connected(state, error) {
    this.state = state;
    this.error = error ?? null;
    if (state === 'live') {
      this.history.restart();
      this.#load();
    }
    this.#changed();
  }

  /** What is in no event: what closed while nobody looked, and whether changes are permitted here. */
  async #load() {
    try {
      this.closes = await get('closes');
      this.write = (await get('overview')).write;
      this.#changed();
    } catch {
      // the stream reports a server that does not respond
    }
  }

  #event(name, data) {
    if (name === 'state') {
      this.#apply(data);
    } else if (name === 'close') {
      this.#close(data);
    } else if (name === 'peer') {
      this.peerChanges++;
    } else if (name === 'generation') {
      this.generationChanges++;
    }
    this.#changed();
  }

  #apply({ overview, tunnels }) {
    const now = performance.now();
    if (tunnels.all) {
      const open = new Set(tunnels.opened.map((facts) => String(facts.id)));
      [...this.tunnels.keys()].filter((id) => !open.has(id)).forEach((id) => this.#end(id));
    }
    for (const facts of tunnels.opened) {
      const known = this.tunnels.get(String(facts.id));
      if (known) {
        known.replace(facts, now);
      } else {
        this.tunnels.set(String(facts.id), new Tunnel(facts, now));
      }
    }
    tunnels.changed.forEach((change) => this.tunnels.get(String(change[0]))?.change(change, now));
    tunnels.closed.forEach((id) => this.#end(String(id)));
    this.omitted = tunnels.omitted ?? 0;
    this.overview = overview;
    this.history.add(overview, this.tunnels, now);
  }

  #end(id) {
    const tunnel = this.tunnels.get(id);
    if (tunnel) {
      tunnel.closed ??= this.closes.find((close) => String(close.id) === id) ?? {};
      this.tunnels.delete(id);
      this.#remember(tunnel);
    }
  }

  #close(close) {
    this.closes = [close, ...this.closes.slice(0, MAX_CLOSES - 1)];
    const tunnel = this.tunnels.get(String(close.id)) ?? this.#gone.get(String(close.id));
    if (tunnel) {
      tunnel.closed = close;
    }
  }

  /** How a tunnel has closed is said after that it has. */
  #remember(tunnel) {
    this.#gone.set(tunnel.id, tunnel);
    if (this.#gone.size > MAX_CLOSES) {
      this.#gone.delete(this.#gone.keys().next().value);
    }
  }

  #changed() {
    if (!this.#scheduled) {
      this.#scheduled = true;
      requestAnimationFrame(() => {
        this.#scheduled = false;
        this.#subscribers.forEach((callback) => callback());
      });
    }
  }
}

export const live = new Live();
