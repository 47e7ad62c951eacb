package io.gangway.core;

import io.gangway.conf.NumberValue;
import io.gangway.conf.TimeValue;
import io.gangway.config.DirectiveArguments;
import java.time.Duration;

/**
 * The cache of certificates whose file names contain variables: {@code ssl_certificate_cache}, {@code
 * proxy_ssl_certificate_cache}.
 *
 * @param max maximum number of entries; 0 for no cache
 * @param inactiveMillis time after which an unused entry is removed
 * @param validMillis time after which an entry is loaded again
 */
public record CertificateCaching(int max, long inactiveMillis, long validMillis) {
    /** No cache: files are loaded on each use. */
    public static final CertificateCaching OFF = new CertificateCaching(0, 0, 0);

    /** Reads the arguments of either directive. */
    public static CertificateCaching read(DirectiveArguments r) {
        long max = 0;
        long inactive = 10_000;
        long valid = 60_000;
        boolean off = false;
        for (String word : r.args()) {
            String value = word.substring(word.indexOf('=') + 1);
            if (word.startsWith("max=")) {
                max = NumberValue.parse(value).orElse(0);
                if (max == 0) {
                    throw r.invalidParameter(word);
                }
            } else if (word.startsWith("inactive=")) {
                inactive = millis(r, word, value);
            } else if (word.startsWith("valid=")) {
                valid = millis(r, word, value);
            } else if (word.equals("off")) {
                off = true;
            } else {
                throw r.invalidParameter(word);
            }
        }
        if (off) {
            return OFF;
        }
        if (max == 0) {
            throw r.error("\"" + r.node().name() + "\" must have the \"max\" parameter");
        }
        return new CertificateCaching((int) Math.min(max, Integer.MAX_VALUE), inactive, valid);
    }

    private static long millis(DirectiveArguments r, String word, String value) {
        return TimeValue.seconds(value).map(Duration::toMillis).orElseThrow(() -> r.invalidParameter(word));
    }
}
