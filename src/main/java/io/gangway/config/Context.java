package io.gangway.config;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A context in which a directive is allowed. As in nginx, the two kinds of {@code if} are different contexts. */
public enum Context {
    MAIN,
    EVENTS,
    HTTP,
    SERVER,
    SERVER_IF,
    LOCATION,
    LOCATION_IF,
    LIMIT_EXCEPT,
    UPSTREAM,
    STREAM,
    /** A {@code server} in {@code stream}. */
    STREAM_SERVER;

    /** The contexts in nginx's order; {@code any} for all. */
    public static String text(Set<Context> contexts) {
        return contexts.size() == values().length
                ? "any"
                : contexts.stream().sorted().map(Context::text).collect(Collectors.joining(", "));
    }

    /** The name in nginx's manual: {@code if in location}. */
    private String text() {
        return switch (this) {
            case SERVER_IF -> "if in server";
            case LOCATION_IF -> "if in location";
            case STREAM_SERVER -> "server in stream";
            default -> name().toLowerCase(Locale.ROOT);
        };
    }
}
