package io.gangway.upstream.cache;

import io.gangway.conf.TimeValue;
import io.gangway.config.DirectiveArguments;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code proxy_cache_valid}: how long responses are fresh by their status, where their header fields do not say it. Immutable.
 *
 * @param rules in the order of the file; the first one that matches counts
 */
public record ValidTimes(List<Rule> rules) {
    /** No response is fresh by its status. */
    public static final ValidTimes NONE = new ValidTimes(List.of());

    private static final int[] BY_DEFAULT = {200, 301, 302};

    /**
     * One status and its time.
     *
     * @param status 0 for any
     */
    public record Rule(int status, long seconds) {}

    public ValidTimes {
        rules = List.copyOf(rules);
    }

    /** Seconds for which a response with that status is fresh; 0 for none. */
    public long seconds(int status) {
        for (Rule rule : rules) {
            if (rule.status == 0 || rule.status == status) {
                return rule.seconds;
            }
        }
        return 0;
    }

    /** Reads one directive. */
    public static ValidTimes read(DirectiveArguments r) {
        String time = r.arg(r.count() - 1);
        long seconds = TimeValue.seconds(time)
                .orElseThrow(() -> r.error("invalid time value \"" + time + "\""))
                .toSeconds();
        List<Rule> rules = new ArrayList<>();
        if (r.count() == 1) {
            for (int status : BY_DEFAULT) {
                rules.add(new Rule(status, seconds));
            }
        }
        for (String status : r.args().subList(0, r.count() - 1)) {
            if (!status.equals("any") && !status.matches("0*[1-5][0-9][0-9]")) {
                throw r.error("invalid status \"" + status + "\"");
            }
            rules.add(new Rule(status.equals("any") ? 0 : Integer.parseInt(status), seconds));
        }
        return new ValidTimes(rules);
    }

    /** The rules of two directives on one level. */
    public ValidTimes and(ValidTimes next) {
        List<Rule> all = new ArrayList<>(rules);
        all.addAll(next.rules);
        return new ValidTimes(all);
    }
}
