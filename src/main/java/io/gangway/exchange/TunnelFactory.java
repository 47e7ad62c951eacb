package io.gangway.exchange;

import io.gangway.content.Response;
import io.gangway.http.Fields;
import io.gangway.loop.Leg;

/** Creates the tunnels of a location. A service of the generation, provided by the module of tunnels. */
public interface TunnelFactory {
    /**
     * The {@code Sec-WebSocket-Extensions} to send to the upstream.
     *
     * @return null to pass on the client's fields; an empty text to send none
     */
    default String extensions(Exchange exchange) {
        return null;
    }

    /**
     * Called when an upstream sent 101: decides which 101 the client gets.
     *
     * @param upstream the fields of the upstream's response
     * @param head101 the response to the client, which may be changed
     * @return the error in the upstream's response, for the log; null for none
     */
    default String agree(Exchange exchange, Fields upstream, Response head101) {
        return null;
    }

    /**
     * Records what a tunnel of an explained exchange would meet.
     *
     * @param limits those that its proxy would set
     */
    default void explain(Exchange exchange, Limits limits) {}

    /**
     * Creates the tunnel of an exchange whose upstream sent 101.
     *
     * @param upstream the upstream leg, owned by the tunnel; bytes after the 101 are the first that it reads
     */
    Tunnel tunnel(Exchange exchange, Leg upstream, Limits limits);

    /**
     * Timeouts and sizes of a tunnel.
     *
     * @param readTimeoutMillis {@code proxy_read_timeout}: maximum time between two reads from the upstream
     * @param sendTimeoutMillis {@code proxy_send_timeout}: maximum time that a write to the upstream is pending
     * @param bufferSize {@code proxy_buffer_size}: bytes for each direction
     * @param target where the tunnel leads to
     * @param counters receives numbers of bytes and the end, for logs and variables
     */
    record Limits(long readTimeoutMillis, long sendTimeoutMillis, int bufferSize, Target target, Counters counters) {
        /** A copy with other counters. */
        public Limits counting(Counters others) {
            return new Limits(readTimeoutMillis, sendTimeoutMillis, bufferSize, target, others);
        }
    }

    /**
     * Where a tunnel leads to.
     *
     * @param upstream name of the {@code upstream}, or host and port of {@code proxy_pass}; empty for an address that was
     *     computed at run time
     * @param peer address of the peer, as in {@code $upstream_addr}
     */
    record Target(String upstream, String peer) {}

    /** Receives the events of a tunnel that variables and logs of the upstream need. */
    interface Counters {
        /** Called with the number of bytes passed from the upstream to the client. */
        void received(long bytes);

        /** Called with the number of bytes written to the upstream. */
        void sent(long bytes);

        /** Called when both legs are closed. */
        void ended();
    }
}
