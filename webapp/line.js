/*
 * A WebSocket that reconnects: after each failure it waits, a little longer each time, and tries again.
 *
 * `changed(phase, detail)` is called with:
 *   'connecting'                        a handshake has started
 *   'waiting', { code, reason, until }  the connection is lost; the next attempt is at `until` (milliseconds)
 * `received(message)` gets every message, as an object. A message of type `welcome` resets the waiting time.
 */
const FIRST_WAIT = 250;
const LONGEST_WAIT = 5000;
const HANDSHAKE_LIMIT = 5000;

export class Line {
  #url;
  #received;
  #changed;
  #socket = null;
  #timer = 0;
  #failures = 0;
  #ended = false;

  constructor(url, { received, changed }) {
    this.#url = url;
    this.#received = received;
    this.#changed = changed;
    addEventListener('online', this.retry);
    this.#connect();
  }

  /** Sends an object; false when there is no connection. */
  send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Tries at once instead of waiting. */
  retry = () => {
    if (!this.#socket && !this.#ended) this.#connect();
  };

  end() {
    this.#ended = true;
    clearTimeout(this.#timer);
    removeEventListener('online', this.retry);
    this.#socket?.close(1000);
  }

  #connect() {
    clearTimeout(this.#timer);
    this.#changed('connecting');
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    const limit = setTimeout(() => socket.close(), HANDSHAKE_LIMIT);
    socket.onopen = () => clearTimeout(limit);
    socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      if (message.type === 'welcome') this.#failures = 0;
      if (!this.#ended) this.#received(message);
    };
    socket.onclose = (event) => {
      clearTimeout(limit);
      this.#socket = null;
      if (!this.#ended) this.#wait(event);
    };
  }

  #wait({ code, reason }) {
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#failures++) * (0.75 + Math.random() / 2);
    this.#timer = setTimeout(() => this.#connect(), wait);
    this.#changed('waiting', { code, reason, until: Date.now() + wait });
  }
}
