package io.gangway.foreign;

import java.nio.file.Path;

/** The WebSocket client implementations. */
enum ClientMake {
    NODE,
    CHROMIUM,
    JETTY,
    JDK;

    /** Starts a client; skips the test, with a message, if its program is missing. The page is for a browser. */
    ForeignWebSocket start(Path profile, String page) throws Exception {
        return switch (this) {
            case NODE -> {
                NodeScript.assume("ws");
                yield new NodeClient("client.js");
            }
            case CHROMIUM -> new ChromiumClient(profile, page);
            case JETTY -> new JettyClient();
            case JDK -> new JdkClient();
        };
    }

    boolean compresses() {
        return this != JDK;
    }

    boolean pings() {
        return this != CHROMIUM;
    }
}
