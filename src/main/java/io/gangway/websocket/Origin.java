package io.gangway.websocket;

import io.gangway.config.DirectiveArguments;

/**
 * An origin that may open a WebSocket (RFC 6454: scheme, host and port in lower case).
 *
 * @param head its beginning, such as {@code https://}, or the whole origin
 * @param tail its end, for origins with a wildcard; else null
 */
record Origin(String head, String tail) {
    private static final Origin NONE = new Origin(null, null);

    /** Parses an argument of {@code websocket_origins}. */
    static Origin read(DirectiveArguments arguments, String word) {
        if (word.equals("none")) {
            return NONE;
        }
        int host = word.indexOf("://") + 3;
        if (host < 4 || host == word.length() || word.indexOf('/', host) >= 0) {
            throw arguments.error(
                    "invalid origin \"" + word + "\"", "an origin is a scheme and a host: https://example.com");
        }
        return word.startsWith("*.", host)
                ? new Origin(word.substring(0, host), word.substring(host + 1))
                : new Origin(word, null);
    }

    /**
     * Whether a request's origin matches.
     *
     * @param origin in lower case, or null when the request has none
     */
    boolean fits(String origin) {
        if (origin == null || head == null) {
            return origin == null && head == null;
        }
        return tail == null
                ? origin.equals(head)
                : origin.startsWith(head) && origin.endsWith(tail) && origin.length() > head.length() + tail.length();
    }
}
