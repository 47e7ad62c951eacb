package io.gangway.dav;

import io.gangway.exchange.Exchange;

/** The field {@code Depth} of a request (RFC 4918, 10.2). */
enum Depth {
    ZERO,
    ONE,
    INFINITY,
    INVALID;

    /** The text of the field; null without one. */
    static String text(Exchange x) {
        return x.head().fields().get("Depth");
    }

    /** Reads the text of the field. */
    static Depth of(String text, Depth byDefault) {
        if (text == null) {
            return byDefault;
        }
        return switch (text) {
            case "0" -> ZERO;
            case "1" -> ONE;
            case "infinity" -> INFINITY;
            default -> INVALID;
        };
    }

    /** The line for the error log about an invalid text. */
    static String invalid(String text) {
        return "client sent invalid \"Depth\" header: \"" + text + "\"";
    }
}
