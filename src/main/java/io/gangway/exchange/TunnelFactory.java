package io.gangway.exchange;

import io.gangway.content.Response;
import io.gangway.http.Fields;
import io.gangway.loop.Leg;

/** Makes the tunnels of a location; a service of the generation, given by the room of tunnels. */
public interface TunnelFactory {
    /**
     * What an upstream is asked for as {@code Sec-WebSocket-Extensions} in place of what the client asks for.
     *
     * @return null when the client's own fields go on; an empty text for no such field
     */
    default String extensions(Exchange exchange) {
        return null;
    }

    /**
     * An upstream answered 101: decides what the client is told of it.
     *
     * @param upstream the fields of that answer
     * @param head101 the answer for the client, which may be changed
     * @return what is wrong with the upstream's, for the log; else null
     */
    default String agree(Exchange exchange, Fields upstream, Response head101) {
        return null;
    }

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
