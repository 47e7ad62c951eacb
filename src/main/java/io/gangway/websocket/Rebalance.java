package io.gangway.websocket;

import io.gangway.conf.Node;
import io.gangway.config.DirectiveArguments;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code websocket_rebalance} of an {@code upstream}.
 *
 * @param perSecond how many tunnels are closed in a second, above 0
 * @param tolerance how far from its fair share a server may be, as a part of it
 */
record Rebalance(double perSecond, double tolerance) {
    private static final double PER_SECOND = 50;
    private static final double TOLERANCE = 0.05;
    private static final double MINUTE = 60;
    private static final double PERCENT = 100;
    private static final Pattern RATE = Pattern.compile("rate=([1-9][0-9]{0,5})/([sm])");
    private static final Pattern PART = Pattern.compile("tolerance=([1-9][0-9]?)%");

    /** Those that are on, by the name of their {@code upstream} in lower case. Filled while a configuration is read. */
    static final class Configured {
        private final Map<String, Rebalance> byUpstream = new HashMap<>();

        /** Null where it is off. */
        Rebalance of(String upstream) {
            return byUpstream.get(upstream.toLowerCase(Locale.ROOT));
        }

        boolean isEmpty() {
            return byUpstream.isEmpty();
        }
    }

    /** Null for {@code off}. The scope has no block when single lines are read. */
    static Rebalance read(DirectiveArguments r) {
        Rebalance rebalance = parse(r);
        Node block = r.scope().node();
        if (rebalance != null && block != null) {
            String upstream = block.args().get(0).text();
            r.context()
                    .shared(Configured.class, Configured::new)
                    .byUpstream
                    .put(upstream.toLowerCase(Locale.ROOT), rebalance);
        }
        return rebalance;
    }

    private static Rebalance parse(DirectiveArguments r) {
        boolean on = r.arg(0).equals("on");
        if (!on && !r.arg(0).equals("off")) {
            throw r.error("invalid value \"" + r.arg(0)
                    + "\" in \"websocket_rebalance\" directive, it must be \"on\" or \"off\"");
        }
        double rate = PER_SECOND;
        double tolerance = TOLERANCE;
        for (String word : r.args().subList(1, r.count())) {
            Matcher number = RATE.matcher(word);
            Matcher part = PART.matcher(word);
            if (on && number.matches()) {
                rate = Integer.parseInt(number.group(1)) / (number.group(2).equals("s") ? 1 : MINUTE);
            } else if (on && part.matches()) {
                tolerance = Integer.parseInt(part.group(1)) / PERCENT;
            } else {
                throw r.invalidParameter(word);
            }
        }
        return on ? new Rebalance(rate, tolerance) : null;
    }
}
