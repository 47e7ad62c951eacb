package io.gangway.tls;

import io.gangway.conf.SizeValue;
import io.gangway.config.DirectiveArguments;

/** Parses {@code ssl_session_cache} into a number of sessions; {@link #NONE} for no cache. */
final class SessionCacheValue {
    /** {@code off} and {@code none}. */
    static final int NONE = 0;

    /** OpenSSL's default size. */
    private static final int DEFAULT = 20480;

    /** From nginx's documentation: one megabyte holds about 4000 sessions. */
    private static final int BYTES_OF_SESSION = 256;

    private static final int SMALLEST = 8 * 4096;

    private SessionCacheValue() {}

    static Integer read(DirectiveArguments r) {
        int sessions = NONE;
        for (String word : r.args()) {
            if (word.equals("builtin")) {
                sessions = DEFAULT;
            } else if (word.startsWith("builtin:")) {
                sessions = builtin(r, word);
            } else if (word.startsWith("shared:")) {
                sessions = shared(r, word);
            } else if (!word.equals("off") && !word.equals("none")) {
                throw invalid(r, word);
            }
        }
        return sessions;
    }

    private static int builtin(DirectiveArguments r, String word) {
        String digits = word.substring("builtin:".length());
        if (!digits.matches("[0-9]{1,9}")) {
            throw invalid(r, word);
        }
        return Integer.parseInt(digits);
    }

    private static int shared(DirectiveArguments r, String word) {
        int colon = word.indexOf(':', "shared:".length());
        if (colon <= "shared:".length()) {
            throw invalid(r, word);
        }
        long size = SizeValue.size(word.substring(colon + 1)).orElseThrow(() -> invalid(r, word));
        if (size < SMALLEST) {
            throw r.error("session cache \"" + word + "\" is too small");
        }
        return (int) Math.min(Integer.MAX_VALUE, size / BYTES_OF_SESSION);
    }

    private static RuntimeException invalid(DirectiveArguments r, String word) {
        return r.error("invalid session cache \"" + word + "\"");
    }
}
