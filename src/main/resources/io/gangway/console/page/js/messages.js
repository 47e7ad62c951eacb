// The messages of one tunnel as they pass, the newest last; bounded.

import { ApiError, getText } from './api.js';
import { EventStream } from './event-stream.js';

const MAX = 5000;

export class Messages {
  all = [];
  /** `loading`, `live`, `off` (the location does not inspect) or `lost`. */
  state = 'loading';

  #id;
  #changed;
  #stream = null;
  #number = 0;
  #isClosed = false;

  /** @param {function} changed called when something has come, at most once a frame */
  constructor(id, changed) {
    this.#id = id;
    let scheduled = false;
    this.#changed = () => {
      if (!scheduled) {
        scheduled = true;
        requestAnimationFrame(() => {
          scheduled = false;
          changed();
        });
      }
    };
    this.#load();
  }

  close() {
    this.#isClosed = true;
    this.#stream?.close();
  }

  clear() {
    this.all = [];
    this.#changed();
  }

  async #load() {
    try {
      const lines = await getText(`tunnels/${encodeURIComponent(this.#id)}/messages`);
      lines.split('\n').filter(Boolean).forEach((line) => this.#add(JSON.parse(line)));
      this.#follow();
    } catch (error) {
      this.state = error instanceof ApiError && error.status > 0 ? 'off' : 'lost';
    }
    this.#changed();
  }

  #follow() {
    if (this.#isClosed) {
      return;
    }
    this.state = 'live';
    this.#stream = new EventStream(`events?inspect=${encodeURIComponent(this.#id)}`, {
      event: (name, data) => name === 'message' && this.#add(data),
    });
  }

  #add(message) {
    message.number = ++this.#number;
    this.all.push(message);
    if (this.all.length > MAX + 500) {
      this.all = this.all.slice(-MAX);
    }
    this.#changed();
  }
}
