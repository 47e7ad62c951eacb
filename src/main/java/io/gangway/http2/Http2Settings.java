package io.gangway.http2;

import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Server;
import io.gangway.net.Listen;

/**
 * The settings of one HTTP/2 connection.
 *
 * @param maxConcurrentStreams {@code http2_max_concurrent_streams}
 * @param bodyPrereadSize {@code http2_body_preread_size}: the window of a stream, in bytes
 * @param on {@code http2}
 * @param extendedConnect {@code http2_extended_connect}
 */
public record Http2Settings(int maxConcurrentStreams, int bodyPrereadSize, boolean on, boolean extendedConnect) {
    /** The key of a server's settings. */
    static final AttachmentKey<Http2Settings> KEY = new AttachmentKey<>("http2");

    /** Those of a server. */
    public static Http2Settings of(Server server) {
        return server.get(KEY);
    }

    /**
     * Whether a server speaks HTTP/2 on a port: by {@code http2 on}, or because any server has {@code listen … http2}
     * there.
     */
    public static boolean isOn(Server server, Listen listen) {
        return listen.http2() || of(server).on();
    }
}
