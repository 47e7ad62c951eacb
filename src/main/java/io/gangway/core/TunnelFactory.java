package io.gangway.core;

/** Makes the tunnels of a location; a service of the generation, given by the room of tunnels. */
public interface TunnelFactory {
    /**
     * A tunnel for an exchange whose upstream answered 101.
     *
     * @param upstream the upstream leg, now owned by the tunnel; bytes behind the 101 are the first that it gives
     */
    Tunnel tunnel(Exchange exchange, Leg upstream, Limits limits);

    /**
     * Time-outs and sizes of a tunnel.
     *
     * @param readTimeoutMillis longest silence of the upstream, {@code proxy_read_timeout}
     * @param sendTimeoutMillis longest time that a write to the upstream waits, {@code proxy_send_timeout}
     * @param bufferSize of each direction, bytes; {@code proxy_buffer_size}
     * @param counters told of bytes and of the end, for logs and variables
     */
    record Limits(long readTimeoutMillis, long sendTimeoutMillis, int bufferSize, Counters counters) {
        /** The same with other counters. */
        public Limits counting(Counters others) {
            return new Limits(readTimeoutMillis, sendTimeoutMillis, bufferSize, others);
        }
    }

    /** What the owner of the upstream state wants to know. */
    interface Counters {
        /** Bytes that came from the upstream and went to the client. */
        void received(long bytes);

        /** Bytes that went to the upstream. */
        void sent(long bytes);

        /** Both legs are gone. */
        void ended();
    }
}
