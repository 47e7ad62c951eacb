// One tunnel: what the server says about it, and what follows from that.

export class Tunnel {
  #openedAt;
  #activeAt;
  #measuredAt;
  #total;
  /** Messages a second, both ways. */
  rate = 0;
  /** One of the closes, once it has ended; `{}` while its details are unknown. */
  closed = null;

  constructor(facts, now) {
    Object.assign(this, facts);
    this.id = String(facts.id);
    this.#openedAt = now - facts.age_ms;
    this.#activeAt = now - facts.idle_ms;
    this.#measuredAt = now;
    this.#total = this.messages();
  }

  messages() {
    return this.to_upstream.messages + this.to_client.messages;
  }

  queued() {
    return this.to_upstream.queued + this.to_client.queued;
  }

  /** Milliseconds since it opened; of a closed one, how long it lasted. */
  age() {
    return this.closed ? (this.closed.duration_ms ?? null) : performance.now() - this.#openedAt;
  }

  /** Milliseconds since the last byte. */
  idle() {
    return this.closed ? null : performance.now() - this.#activeAt;
  }

  /** A larger number is a newer tunnel. */
  openedAt() {
    return this.#openedAt;
  }

  replace(facts, now) {
    Object.assign(this, facts);
    this.id = String(facts.id);
    this.#activeAt = now - facts.idle_ms;
    this.#measure(now);
  }

  /** Takes over one entry of `changed`. */
  change([, upMessages, upBytes, upQueued, downMessages, downBytes, downQueued, idle], now) {
    this.to_upstream = { messages: upMessages, bytes: upBytes, queued: upQueued };
    this.to_client = { messages: downMessages, bytes: downBytes, queued: downQueued };
    this.#activeAt = now - idle;
    this.#measure(now);
  }

  /** Lets the rate of a silent tunnel fall to 0: it is in no event. */
  settle(now) {
    if (this.rate !== 0 && now - this.#measuredAt > 1500) {
      this.rate = 0;
    }
  }

  #measure(now) {
    const seconds = (now - this.#measuredAt) / 1000;
    const total = this.messages();
    if (seconds > 0.2) {
      this.rate = (total - this.#total) / seconds;
      this.#total = total;
      this.#measuredAt = now;
    }
  }
}
