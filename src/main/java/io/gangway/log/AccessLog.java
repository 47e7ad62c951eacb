package io.gangway.log;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.regex.RegexLimitException;

/**
 * One {@code access_log}.
 *
 * @param condition {@code if=}; null: always
 */
record AccessLog(LogFormat format, Destination destination, Template condition) {
    /** {@code access_log off}: nothing is logged on this level, whatever else it says. */
    static final AccessLog OFF = new AccessLog(null, null, null);

    /** The same on a level that says how files with variables in their names stay open. */
    AccessLog on(OpenLogFiles files) {
        return destination instanceof PathDestination path
                ? new AccessLog(format, new PathDestination(path.path(), files), condition)
                : this;
    }

    void write(Exchange exchange) {
        if (isWanted(exchange)) {
            destination.write(exchange, format.line(exchange));
        }
    }

    private boolean isWanted(Exchange exchange) {
        if (condition == null) {
            return true;
        }
        try {
            String value = condition.render(exchange);
            return !value.isEmpty() && !value.equals("0");
        } catch (RegexLimitException e) {
            // Nobody is to keep out of the log by a request that is hard to match.
            exchange.unexpected(e);
            return true;
        }
    }
}
