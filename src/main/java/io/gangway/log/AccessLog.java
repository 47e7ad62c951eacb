package io.gangway.log;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.regex.RegexLimitException;

/**
 * An {@code access_log} of a location.
 *
 * @param condition the value of {@code if=}; null: always
 */
record AccessLog(LogFormat format, Destination destination, Template condition) {
    /** {@code access_log off}: turns off all access logs of its level. */
    static final AccessLog OFF = new AccessLog(null, null, null);

    /** A copy that uses the open file cache of a level, if its path contains variables. */
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
            // A request must not escape the log because its condition is too costly to match.
            exchange.unexpected(e);
            return true;
        }
    }
}
