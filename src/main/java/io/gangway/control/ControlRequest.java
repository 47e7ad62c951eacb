package io.gangway.control;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of a request. A body is not read.
 *
 * @param method such as {@code GET}
 * @param path without the query; without a slash at its end, except for {@code /}
 * @param host the field; null without one
 * @param origin the field; null without one
 */
record ControlRequest(String method, String path, String host, String origin) {
    private static final Pattern LINE =
            Pattern.compile("([A-Z_-]+) +(?:https?://[^/ ?]*)?(/[^ ?]*)?(?:\\?[^ ]*)? +HTTP/1\\.[0-9]");

    /** The request of a head; null when it is malformed. */
    static ControlRequest parse(String head) {
        String[] lines = head.split("\r?\n", -1);
        Matcher line = LINE.matcher(lines[0]);
        if (!line.matches()) {
            return null;
        }
        String path = line.group(2) == null ? "/" : line.group(2);
        if (path.length() > 1 && path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return new ControlRequest(line.group(1), path, field(lines, "host:"), field(lines, "origin:"));
    }

    private static String field(String[] lines, String name) {
        for (String line : lines) {
            if (line.regionMatches(true, 0, name, 0, name.length())) {
                return line.substring(name.length()).strip();
            }
        }
        return null;
    }

    /**
     * Whether no page of another site can have sent it: such a request has an {@code Origin}, or in {@code Host} the
     * name of that site.
     */
    boolean isTrusted() {
        return origin == null
                && (host == null || host.matches("(?i)(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\])(:[0-9]+)?"));
    }
}
