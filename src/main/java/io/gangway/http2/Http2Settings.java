package io.gangway.http2;

import io.gangway.exchange.Listen;
import io.gangway.exchange.Server;

/**
 * The settings of one HTTP/2 connection.
 *
 * @param maxConcurrentStreams {@code http2_max_concurrent_streams}
 * @param bodyPrereadSize {@code http2_body_preread_size}: the window of a stream, in bytes
 */
public record Http2Settings(int maxConcurrentStreams, int bodyPrereadSize) {
    public static Http2Settings of(Server server) {
        return new Http2Settings(
                server.scope().get(Http2Module.HTTP2_MAX_CONCURRENT_STREAMS),
                server.scope().get(Http2Module.HTTP2_BODY_PREREAD_SIZE).intValue());
    }

    /**
     * Whether a server speaks HTTP/2 on a port: by {@code http2 on}, or because any server has {@code listen … http2}
     * there.
     */
    public static boolean isOn(Server server, Listen listen) {
        return listen.http2() || server.scope().get(Http2Module.HTTP2);
    }
}
