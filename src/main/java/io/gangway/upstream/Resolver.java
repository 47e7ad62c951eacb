package io.gangway.upstream;

import io.gangway.conf.TimeValue;
import io.gangway.core.Reader;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * {@code resolver}: that names may be resolved while requests run, and how.
 *
 * @param validMillis how long an answer is kept
 * @param ipv4 whether IPv4 addresses are used
 * @param ipv6 whether IPv6 addresses are used
 */
public record Resolver(long validMillis, boolean ipv4, boolean ipv6) {
    private static final long USUAL_VALID = 30_000;

    /** Those of the addresses that may be used. */
    InetAddress[] allowed(InetAddress[] found) {
        return Arrays.stream(found)
                .filter(a -> a instanceof Inet4Address ? ipv4 : ipv6)
                .toArray(InetAddress[]::new);
    }

    static Resolver read(Reader r) {
        long valid = USUAL_VALID;
        boolean ipv4 = true;
        boolean ipv6 = true;
        for (String word : r.args()) {
            if (word.startsWith("valid=")) {
                valid = TimeValue.seconds(word.substring(6))
                        .orElseThrow(() -> r.invalidParameter(word))
                        .toMillis();
            } else if (word.startsWith("ipv4=")) {
                ipv4 = flag(r, word);
            } else if (word.startsWith("ipv6=")) {
                ipv6 = flag(r, word);
            }
        }
        if (!ipv4 && !ipv6) {
            throw r.error("\"ipv4\" and \"ipv6\" cannot both be \"off\"");
        }
        return new Resolver(valid, ipv4, ipv6);
    }

    private static boolean flag(Reader r, String word) {
        String value = word.substring(5);
        if (!value.equals("on") && !value.equals("off")) {
            throw r.invalidParameter(word);
        }
        return value.equals("on");
    }
}
