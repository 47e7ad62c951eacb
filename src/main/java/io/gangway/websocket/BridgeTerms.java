package io.gangway.websocket;

import io.gangway.core.AttachmentKey;
import io.gangway.http.Fields;

/**
 * What was negotiated for the two legs of a bridge.
 *
 * @param client null when it is not compressed
 * @param upstream likewise
 */
record BridgeTerms(DeflateTerms client, DeflateTerms upstream) {
    /** Of an exchange whose upgrade becomes a bridge. */
    static final AttachmentKey<BridgeTerms> KEY = new AttachmentKey<>("websocket bridge");

    static final String EXTENSIONS = "Sec-WebSocket-Extensions";

    /** Whether request and 101 both say {@code websocket}. */
    static boolean isWebSocket(Fields request, Fields response) {
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
