package io.gangway.metrics;

import java.util.concurrent.atomic.LongAdder;

/** Counts the lookups of a {@code resolver} and the responses of its servers. Thread-safe. */
public final class ResolverCounts {
    /** The codes of RFC 1035, section 4.1.1, from 0 to 5; the last one stands for all others. */
    private static final int CODES = 7;

    private final LongAdder lookups = new LongAdder();
    private final LongAdder services = new LongAdder();
    private final LongAdder timeouts = new LongAdder();
    private final LongAdder[] responses = new LongAdder[CODES];

    public ResolverCounts() {
        for (int i = 0; i < CODES; i++) {
            responses[i] = new LongAdder();
        }
    }

    /**
     * A name is looked up, possibly in the cache.
     *
     * @param service whether the hosts of a service are looked up, not the addresses of a name
     */
    public void lookedUp(boolean service) {
        (service ? services : lookups).increment();
    }

    /** A lookup ended without a result in time. */
    public void timedOut() {
        timeouts.increment();
    }

    /** A server has responded with that code. */
    public void responded(int code) {
        responses[Math.min(code, CODES - 1)].increment();
    }

    /** Lookups of names. */
    public long lookups() {
        return lookups.sum();
    }

    /** Lookups of services. */
    public long services() {
        return services.sum();
    }

    /** Lookups that ended without a result in time. */
    public long timeouts() {
        return timeouts.sum();
    }

    /**
     * Responses with a code.
     *
     * @param code 0 to 5; 6 for all others
     */
    public long responses(int code) {
        return responses[code].sum();
    }

    /** Sets all counts to 0. */
    public void reset() {
        lookups.reset();
        services.reset();
        timeouts.reset();
        for (LongAdder response : responses) {
            response.reset();
        }
    }
}
