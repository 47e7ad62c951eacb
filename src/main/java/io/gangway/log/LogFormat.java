package io.gangway.log;

import io.gangway.exchange.Exchange;

/** A compiled {@code log_format}, which formats the line of an exchange. Immutable. */
final class LogFormat {
    /** A part of a line. */
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

    /** The line, with its line feed. */
    Line line(Exchange exchange) {
        Line line = new Line();
        for (Part part : parts) {
            part.write(exchange, line);
        }
        return line.add('\n');
    }
}
