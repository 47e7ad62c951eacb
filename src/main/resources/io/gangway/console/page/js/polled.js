// What has no events of its own: it is asked for while it is visible, and at once when an event says that it changed.

import { get } from './api.js';

const PERIOD_MILLIS = 2000;

export class Polled {
  value = null;
  error = null;
  #path;
  #changed;
  #timer = 0;
  #isAsking = false;
  #isVisible = false;

  constructor(path, changed) {
    this.#path = path;
    this.#changed = changed;
  }

  start() {
    this.#isVisible = true;
    this.ask();
  }

  stop() {
    this.#isVisible = false;
    clearTimeout(this.#timer);
  }

  /** Asks now. */
  async ask() {
    if (this.#isAsking) {
      return;
    }
    this.#isAsking = true;
    clearTimeout(this.#timer);
    try {
      this.value = await get(this.#path);
      this.error = null;
    } catch (error) {
      this.error = error;
    }
    this.#isAsking = false;
    this.#changed();
    if (this.#isVisible) {
      this.#timer = setTimeout(() => this.ask(), PERIOD_MILLIS);
    }
  }
}
