package io.gangway.log;

import io.gangway.core.Exchange;
import io.gangway.core.Template;

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
        if (condition != null) {
            String value = condition.render(exchange);
            if (value.isEmpty() || value.equals("0")) {
                return;
            }
        }
        destination.write(exchange, format.line(exchange));
    }
}
