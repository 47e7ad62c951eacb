package io.gangway.limit;

import io.gangway.conf.ConfErrors;
import io.gangway.conf.NumberValue;
import io.gangway.config.DirectiveArguments;
import java.util.List;

/**
 * One {@code limit_req}.
 *
 * @param zone name of the zone
 * @param burst maximum excess, in thousandths of a request
 * @param delay excess above which requests are delayed, in thousandths of a request
 */
record RequestLimit(String zone, long burst, long delay) {
    static RequestLimit read(DirectiveArguments arguments, List<RequestLimit> before) {
        String zone = null;
        long burst = 0;
        long delay = 0;
        for (String word : arguments.args()) {
            if (word.startsWith("zone=")) {
                zone = word.substring("zone=".length());
                Zones.of(arguments.context()).refer(arguments, zone, Zone.OfRequests.class);
            } else if (word.startsWith("burst=")) {
                burst = positive(arguments, "burst", word);
            } else if (word.startsWith("delay=")) {
                delay = positive(arguments, "delay", word);
            } else if (word.equals("nodelay")) {
                delay = Long.MAX_VALUE / 1000;
            } else {
                throw arguments.invalidParameter(word);
            }
        }
        if (zone == null) {
            throw arguments.error("\"limit_req\" must have \"zone\" parameter");
        }
        for (RequestLimit other : before) {
            if (other.zone.equals(zone)) {
                throw ConfErrors.directive(arguments.node(), "is duplicate");
            }
        }
        return new RequestLimit(zone, burst * 1000, delay * 1000);
    }

    private static long positive(DirectiveArguments arguments, String what, String word) {
        long number = NumberValue.parse(word.substring(what.length() + 1)).orElse(0);
        if (number <= 0) {
            throw arguments.error("invalid " + what + " value \"" + word + "\"");
        }
        return Math.min(number, Long.MAX_VALUE / 1000);
    }
}
