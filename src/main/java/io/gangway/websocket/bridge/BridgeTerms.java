package io.gangway.websocket.bridge;

import io.gangway.exchange.AttachmentKey;
import io.gangway.http.Fields;
import io.gangway.websocket.frame.DeflateTerms;

/**
 * The negotiated compression of the two legs of a bridge.
 *
 * @param client null when it is not compressed
 * @param upstream null when it is not compressed
 */
public record BridgeTerms(DeflateTerms client, DeflateTerms upstream) {
    /** Set for exchanges whose upgrade becomes a bridge. */
    public static final AttachmentKey<BridgeTerms> KEY = new AttachmentKey<>("websocket bridge");

    public static final String EXTENSIONS = "Sec-WebSocket-Extensions";

    /** Whether both the request and the 101 response have {@code Upgrade: websocket}. */
    public static boolean isWebSocket(Fields request, Fields response) {
        return request.hasToken("Upgrade", "websocket") && response.hasToken("Upgrade", "websocket");
    }

    @Override
    public String toString() {
        return "client " + name(client) + ", upstream " + name(upstream);
    }

    private static String name(DeflateTerms terms) {
        return terms == null ? "plain" : "permessage-deflate";
    }
}
