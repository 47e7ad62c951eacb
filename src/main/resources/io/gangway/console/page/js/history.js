// The last two minutes as rates, for the curves of the overview.

const LENGTH = 120;

export class History {
  requests = [];
  messages = [];
  tunnels = [];
  #last = null;

  /** Forgets the counters after a gap, so that it does not become a peak. */
  restart() {
    this.#last = null;
  }

  add(overview, tunnels, now) {
    let messages = 0;
    for (const tunnel of tunnels.values()) {
      tunnel.settle(now);
      messages += tunnel.rate;
    }
    const seconds = this.#last === null ? 0 : (now - this.#last.now) / 1000;
    if (seconds > 0.2) {
      push(this.requests, Math.max(0, overview.requests - this.#last.requests) / seconds);
      push(this.messages, messages);
      push(this.tunnels, overview.tunnels);
    }
    if (this.#last === null || seconds > 0.2) {
      this.#last = { now, requests: overview.requests };
    }
  }
}

function push(values, value) {
  values.push(value);
  if (values.length > LENGTH) {
    values.shift();
  }
}
