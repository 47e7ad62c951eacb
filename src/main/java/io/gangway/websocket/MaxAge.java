package io.gangway.websocket;

import io.gangway.conf.TimeValue;
import io.gangway.config.DirectiveArguments;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The maximum age of a tunnel: {@code websocket_max_age}.
 *
 * @param millis 0 for no limit
 * @param jitterMillis maximum by which the age is shortened, so that tunnels that were opened together do not end
 *     together
 */
record MaxAge(long millis, long jitterMillis) {
    static final MaxAge NONE = new MaxAge(0, 0);

    static MaxAge read(DirectiveArguments r) {
        long millis = time(r, r.arg(0));
        long jitter = millis / 10;
        if (r.count() == 2) {
            if (!r.arg(1).startsWith("jitter=")) {
                throw r.invalidParameter(r.arg(1));
            }
            jitter = time(r, r.arg(1).substring("jitter=".length()));
        }
        if (jitter > millis) {
            throw r.error("jitter of \"websocket_max_age\" is longer than the age");
        }
        return new MaxAge(millis, jitter);
    }

    private static long time(DirectiveArguments r, String text) {
        return TimeValue.millis(text).orElseThrow(r::invalidValue).toMillis();
    }

    /** Returns a random age for one tunnel, within the jitter. */
    long pick() {
        return millis - (jitterMillis == 0 ? 0 : ThreadLocalRandom.current().nextLong(jitterMillis + 1));
    }
}
