package io.gangway.websocket;

import io.gangway.config.DirectiveArguments;

/**
 * An origin that may open a WebSocket (RFC 6454: scheme, host and port in lower case).
 *
 * @param head what it begins with: {@code https://}, or all of it
 * @param tail what it ends with when anything but nothing may stand between; else null
 */
record Origin(String head, String tail) {
    private static final Origin NONE = new Origin(null, null);

    /** A word of {@code websocket_origins}. */
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
     * Whether a request's origin is this one.
     *
     * @param said in lower case, or null when the request has none
     */
    boolean fits(String said) {
        if (said == null || head == null) {
            return said == null && head == null;
        }
        return tail == null
                ? said.equals(head)
                : said.startsWith(head) && said.endsWith(tail) && said.length() > head.length() + tail.length();
    }
}
