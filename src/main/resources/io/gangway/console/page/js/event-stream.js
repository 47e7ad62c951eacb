// Server-sent events, read with fetch: unlike EventSource it sends the token and sees the status of a refusal.

import { open } from './api.js';

/** A stream that ends was complete: a reload has replaced what it came from. */
const NEXT_MILLIS = 100;
const RETRY_MILLIS = 1500;

/**
 * Reads events until it is closed, and connects again whenever the stream ends. A page that the browser keeps for "back"
 * reads nothing: its connection would be missing for others, as a browser opens six to a server.
 *
 * `handlers` has `event(name, data)`, the `names` of the events that it takes (all if there is none), and optionally
 * `state('live' | 'waiting' | 'refused', error)`.
 */
export class EventStream {
  #path;
  #handlers;
  #abort = null;
  #timer = 0;
  #pagehide = () => this.#stop();
  #pageshow = (event) => event.persisted && this.#run();

  constructor(path, handlers) {
    this.#path = path;
    this.#handlers = handlers;
    addEventListener('pagehide', this.#pagehide);
    addEventListener('pageshow', this.#pageshow);
    this.#run();
  }

  close() {
    removeEventListener('pagehide', this.#pagehide);
    removeEventListener('pageshow', this.#pageshow);
    this.#stop();
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#abort.abort();
  }

  async #run() {
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    try {
      const response = await open(this.#path, signal);
      this.#handlers.state?.('live');
      await this.#read(response.body.pipeThrough(new TextDecoderStream()).getReader());
      this.#again(signal, 'waiting', null, NEXT_MILLIS);
    } catch (error) {
      if (!signal.aborted) {
        this.#again(signal, error.status >= 400 && error.status < 500 ? 'refused' : 'waiting', error);
      }
    }
  }

  #again(signal, state, error, after = RETRY_MILLIS) {
    if (!signal.aborted) {
      this.#handlers.state?.(state, error);
    }
    if (!signal.aborted) {
      this.#timer = setTimeout(() => this.#run(), after);
    }
  }

  async #read(reader) {
    const { names } = this.#handlers;
    const lines = new EventLines((name, data) => {
      if (!names || names.includes(name)) {
        this.#handlers.event(name, JSON.parse(data));
      }
    });
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      lines.add(value);
    }
  }
}

/** The lines of a text/event-stream (WHATWG HTML, section 9.2.6), as far as Gangway writes them. */
class EventLines {
  #event;
  #rest = '';
  #name = 'message';
  #data = [];

  constructor(event) {
    this.#event = event;
  }

  add(text) {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop();
    for (const line of lines) {
      this.#line(line.endsWith('\r') ? line.slice(0, -1) : line);
    }
  }

  #line(line) {
    if (line === '') {
      if (this.#data.length > 0) {
        this.#event(this.#name, this.#data.join('\n'));
      }
      this.#name = 'message';
      this.#data = [];
    } else if (line.startsWith('event:')) {
      this.#name = line.slice(6).trim();
    } else if (line.startsWith('data:')) {
      this.#data.push(line.charAt(5) === ' ' ? line.slice(6) : line.slice(5));
    }
  }
}
