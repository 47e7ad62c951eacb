package io.gangway.metrics;

import java.util.concurrent.atomic.LongAdder;

/** Counts TLS handshakes of clients. Thread-safe. */
public final class TlsCounts {
    /** Why a handshake failed. */
    public enum Failure {
        /** No protocol version, or no protocol of ALPN, in common. */
        NO_COMMON_PROTOCOL,
        NO_COMMON_CIPHER,
        TIMEOUT,
        /** The client did not accept the server's certificate. */
        PEER_REJECTED_CERT,
        OTHER
    }

    /** Why a client's certificate was not accepted, after a successful handshake. */
    public enum VerifyFailure {
        NO_CERT,
        EXPIRED_CERT,
        REVOKED_CERT,
        OTHER
    }

    private final LongAdder handshakes = new LongAdder();
    private final LongAdder reuses = new LongAdder();
    private final LongAdder[] failures = adders(Failure.values().length);
    private final LongAdder[] verifyFailures = adders(VerifyFailure.values().length);

    private static LongAdder[] adders(int count) {
        LongAdder[] adders = new LongAdder[count];
        for (int i = 0; i < count; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }

    /**
     * A handshake succeeded.
     *
     * @param reused whether it resumed a session
     */
    public void succeeded(boolean reused) {
        handshakes.increment();
        if (reused) {
            reuses.increment();
        }
    }

    public void failed(Failure why) {
        failures[why.ordinal()].increment();
    }

    public void notVerified(VerifyFailure why) {
        verifyFailures[why.ordinal()].increment();
    }

    /** Successful handshakes. */
    public long handshakes() {
        return handshakes.sum();
    }

    /** Successful handshakes that resumed a session. */
    public long sessionReuses() {
        return reuses.sum();
    }

    public long of(Failure why) {
        return failures[why.ordinal()].sum();
    }

    public long of(VerifyFailure why) {
        return verifyFailures[why.ordinal()].sum();
    }

    /** Failed handshakes. */
    public long failures() {
        long sum = 0;
        for (LongAdder failure : failures) {
            sum += failure.sum();
        }
        return sum;
    }

    /** Sets all counts to 0. */
    public void reset() {
        handshakes.reset();
        reuses.reset();
        for (LongAdder failure : failures) {
            failure.reset();
        }
        for (LongAdder failure : verifyFailures) {
            failure.reset();
        }
    }
}
