package io.gangway.upstream.exchange;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** A case-insensitive set of field names. Lookups, one for each field of a message, do not allocate. Immutable. */
public final class FieldNames {
    private static final String[] NONE = {};

    /**
     * Fields that belong to one connection or to the framing of one message (RFC 9110, 6.5.1 and 7.6.1): they are passed
     * on neither in interim responses nor in trailers.
     */
    static final FieldNames OF_MESSAGE = new FieldNames(List.of(
            "Connection",
            "Content-Length",
            "Host",
            "Keep-Alive",
            "Proxy-Connection",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade"));

    private final String[][] byLength;

    /** A set of these names. */
    public FieldNames(Collection<String> names) {
        int longest = 0;
        for (String name : names) {
            longest = Math.max(longest, name.length());
        }
        byLength = new String[longest + 1][];
        Arrays.fill(byLength, NONE);
        for (String name : names) {
            String[] before = byLength[name.length()];
            String[] more = Arrays.copyOf(before, before.length + 1);
            more[before.length] = name;
            byLength[name.length()] = more;
        }
    }

    /** Whether a name is in the set. */
    public boolean contains(String name) {
        int length = name.length();
        if (length >= byLength.length) {
            return false;
        }
        for (String candidate : byLength[length]) {
            if (candidate.equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }
}
