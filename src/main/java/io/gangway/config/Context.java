package io.gangway.config;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A place in which a directive may stand, as in nginx. The two {@code if} contexts are kept apart, as nginx does. */
public enum Context {
    MAIN,
    EVENTS,
    HTTP,
    SERVER,
    SERVER_IF,
    LOCATION,
    LOCATION_IF,
    LIMIT_EXCEPT,
    UPSTREAM;

    /** Some of them in nginx's order; {@code any} for all. */
    public static String text(Set<Context> contexts) {
        return contexts.size() == values().length
                ? "any"
                : contexts.stream().sorted().map(Context::text).collect(Collectors.joining(", "));
    }

    /** Its name in nginx's manual: {@code if in location}. */
    private String text() {
        return switch (this) {
            case SERVER_IF -> "if in server";
            case LOCATION_IF -> "if in location";
            default -> name().toLowerCase(Locale.ROOT);
        };
    }
}
