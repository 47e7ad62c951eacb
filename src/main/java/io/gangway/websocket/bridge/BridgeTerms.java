package io.gangway.websocket.bridge;

import io.gangway.exchange.AttachmentKey;
import io.gangway.http.Fields;
import io.gangway.websocket.frame.DeflateTerms;

/**
 * What was negotiated for the two legs of a bridge.
 *
 * @param client null when it is not compressed
 * @param upstream likewise
 */
public record BridgeTerms(DeflateTerms client, DeflateTerms upstream) {
    /** Of an exchange whose upgrade becomes a bridge. */
    public static final AttachmentKey<BridgeTerms> KEY = new AttachmentKey<>("websocket bridge");

    public static final String EXTENSIONS = "Sec-WebSocket-Extensions";

    /** Whether request and 101 both say {@code websocket}. */
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
