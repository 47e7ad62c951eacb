package io.gangway.conf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The directive names of nginx 1.30 with all modules in its source, to tell a directive that is missing here from one
 * that does not exist. The names are in {@code known-directives.txt}.
 */
public final class KnownDirectives {
    private static final String RESOURCE = "known-directives.txt";

    private final Set<String> names;

    private KnownDirectives(Set<String> names) {
        this.names = names;
    }

    /** Reads the list. */
    public static KnownDirectives load() {
        try (InputStream in = KnownDirectives.class.getResourceAsStream(RESOURCE)) {
            Set<String> names = new TreeSet<>();
            new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(names::add);
            return new KnownDirectives(names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All names, in alphabetical order. */
    public Set<String> names() {
        return names;
    }

    /** Whether nginx has a directive of this name, in any context. */
    public boolean knows(String name) {
        return names.contains(name);
    }

    /**
     * A second line for an error about an unknown name: its successor, its module, or the most similar of the existing
     * names.
     */
    public static Optional<String> hint(String name, Iterable<String> names) {
        if (name.equals("ssl")) {
            return Optional.of("nginx 1.25.1 removed \"ssl\", use the \"ssl\" parameter of \"listen\"");
        }
        return Absence.ofOthers(name)
                .or(() -> nearest(name, names).map(nearest -> "did you mean \"" + nearest + "\"?"));
    }

    /**
     * The most similar name, if one is similar enough: at most a third of the letters may differ, and at most three. A
     * name of three letters or fewer has none.
     */
    public static Optional<String> nearest(String name, Iterable<String> names) {
        String best = null;
        int bestDistance = name.length() < 4 ? 0 : Math.min(3, name.length() / 3) + 1;
        for (String candidate : names) {
            if (Math.abs(candidate.length() - name.length()) >= bestDistance) {
                continue;
            }
            int distance = EditDistance.of(name, candidate);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return Optional.ofNullable(best);
    }
}
