// The messages of one tunnel as they pass, the newest last; bounded. The stream begins with those that the server has
// kept.

import { EventStream } from './event-stream.js';

const MAX = 5000;

export class Messages {
  all = [];
  /** `loading`, `live`, `off` (the location does not inspect) or `lost`. */
  state = 'loading';
  /** Messages that were lost because they came too fast. */
  missed = 0;

  #changed;
  #stream;
  #isScheduled = false;
  #last = 0;

  /** @param {function} changed called when something has come, at most once a frame */
  constructor(id, changed) {
    this.#changed = changed;
    this.#stream = new EventStream(`events?inspect=${encodeURIComponent(id)}`, {
      names: ['message', 'missed'],
      event: (name, data) => this.#event(name, data),
      state: (state, error) => this.#connected(state, error),
    });
  }

  close() {
    this.#stream.close();
  }

  clear() {
    this.all = [];
    this.#schedule();
  }

  #connected(state, error) {
    if (state === 'refused') {
      this.state = error.code === 'TunnelNotFound' ? 'lost' : 'off';
      this.close();
    } else if (state === 'live') {
      this.state = 'live';
    }
    this.#schedule();
  }

  #event(name, data) {
    if (name === 'message') {
      this.#add(data);
    } else if (name === 'missed') {
      this.missed += data.messages;
    }
  }

  /** After a new connection the kept ones come again: those with a number that is known are dropped. */
  #add(message) {
    if (message.number <= this.#last) {
      return;
    }
    this.#last = message.number;
    this.all.push(message);
    if (this.all.length > MAX + 500) {
      this.all = this.all.slice(-MAX);
    }
    this.#schedule();
  }

  #schedule() {
    if (!this.#isScheduled) {
      this.#isScheduled = true;
      requestAnimationFrame(() => {
        this.#isScheduled = false;
        this.#changed();
      });
    }
  }
}
