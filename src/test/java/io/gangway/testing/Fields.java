package io.gangway.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Header fields as received: in order, names in their original case, repeated fields separate. */
public final class Fields {
    private final List<String> lines;

    private Fields(List<String> lines) {
        this.lines = List.copyOf(lines);
    }

    /** Header fields from the lines of a head, without the first line and without line ends. */
    public static Fields of(List<String> lines) {
        return new Fields(lines);
    }

    /** Header fields from a whole head: first line, fields, and optionally the blank line. */
    static Fields ofHead(String head) {
        return of(Arrays.stream(head.split("\r?\n"))
                .skip(1)
                .filter(line -> !line.isEmpty())
                .toList());
    }

    /** Each field as it was on the wire, {@code Name: value}. */
    public List<String> lines() {
        return lines;
    }

    /** The names in order. */
    public List<String> names() {
        return lines.stream().map(Fields::name).toList();
    }

    /** All values of a name, in order; names are case-insensitive. */
    public List<String> all(String name) {
        return lines.stream()
                .filter(line -> name(line).equalsIgnoreCase(name))
                .map(Fields::value)
                .toList();
    }

    /** The first value of a name. */
    public Optional<String> find(String name) {
        return all(name).stream().findFirst();
    }

    /** The first value of a name, or null; a shorthand for assertions. */
    public String get(String name) {
        return find(name).orElse(null);
    }

    /** Whether the comma-separated list of a field has a token. */
    public boolean hasToken(String name, String token) {
        return all(name).stream()
                .flatMap(value -> List.of(value.split(",")).stream())
                .anyMatch(part -> part.trim().equalsIgnoreCase(token));
    }

    static String name(String line) {
        int colon = line.indexOf(':');
        return colon < 0 ? line : line.substring(0, colon);
    }

    static String value(String line) {
        int colon = line.indexOf(':');
        return colon < 0 ? "" : line.substring(colon + 1).trim();
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
