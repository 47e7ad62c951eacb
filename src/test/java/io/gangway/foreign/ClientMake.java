package io.gangway.foreign;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** The WebSocket client implementations. Those over HTTP/2 use it over TLS. */
enum ClientMake {
    NODE,
    CHROMIUM,
    JETTY,
    JDK,
    NODE_HTTP2,
    UNDICI_HTTP2,
    JETTY_HTTP2,
    CHROMIUM_HTTP2,
    FIREFOX_HTTP2;

    /** All of a version. */
    static Stream<ClientMake> all(boolean http2) {
        return Arrays.stream(values()).filter(make -> make.http2() == http2);
    }

    /** Starts a client; skips the test, with a message, if its program is missing. The page is for a browser. */
    ForeignWebSocket start(Path profile, String page) throws Exception {
        return switch (this) {
            case NODE -> {
                NodeScript.assume("ws");
                yield new NodeClient("client.js");
            }
            case NODE_HTTP2 -> {
                NodeScript.assume("ws");
                yield new NodeClient("client.js", "http2");
            }
            case UNDICI_HTTP2 -> {
                NodeScript.assume("undici");
                yield new NodeClient("client.js", "undici");
            }
            case CHROMIUM, CHROMIUM_HTTP2 -> new ChromiumClient(profile, page);
            case FIREFOX_HTTP2 -> new FirefoxClient(profile, page);
            case JETTY -> new JettyClient(false);
            case JETTY_HTTP2 -> new JettyClient(true);
            case JDK -> new JdkClient();
        };
    }

    /** Whether a WebSocket is a stream of an HTTP/2 connection (RFC 8441). */
    boolean http2() {
        return name().endsWith("_HTTP2");
    }

    boolean browses() {
        return this == CHROMIUM || this == CHROMIUM_HTTP2 || this == FIREFOX_HTTP2;
    }

    boolean compresses() {
        return this != JDK;
    }

    /** Whether it compresses what it sends: undici only decompresses. */
    boolean deflates() {
        return compresses() && this != UNDICI_HTTP2;
    }

    boolean pings() {
        return !browses() && this != UNDICI_HTTP2;
    }

    /**
     * Whether it always sees the close frame: Jetty's client over HTTP/2 at times reports a ClosedChannelException
     * instead, without a proxy too.
     */
    boolean closes() {
        return this != JETTY_HTTP2;
    }

    /** Whether it reports the status of a refusal. */
    boolean seesStatus() {
        return this != UNDICI_HTTP2 && this != FIREFOX_HTTP2;
    }
}
