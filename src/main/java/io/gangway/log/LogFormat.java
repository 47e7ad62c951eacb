package io.gangway.log;

import io.gangway.exchange.Exchange;

/** A {@code log_format}, compiled: makes the line of an exchange. Immutable. */
final class LogFormat {
    /** A piece of a line. */
    @FunctionalInterface
    interface Part {
        void write(Exchange exchange, Line line);
    }

    private final String name;
    private final Part[] parts;

    LogFormat(String name, Part... parts) {
        this.name = name;
        this.parts = parts;
    }

    String name() {
        return name;
    }

    /** The line with its end. */
    Line line(Exchange exchange) {
        Line line = new Line();
        for (Part part : parts) {
            part.write(exchange, line);
        }
        return line.add('\n');
    }
}
