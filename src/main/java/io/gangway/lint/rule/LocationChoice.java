package io.gangway.lint.rule;

import io.gangway.lint.rule.LocationMatch.Kind;
import io.gangway.regex.Regex;
import io.gangway.regex.RegexException;
import io.gangway.regex.RegexLimitException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which location nginx takes for a URI ({@code ngx_http_core_find_location}), before any rewrite. */
public final class LocationChoice {
    private LocationChoice() {}

    /**
     * The location for a URI; empty when none matches.
     *
     * @param level a {@code server} or {@code location} block
     * @param uri the decoded, normalized path
     */
    public static Optional<LintNode> of(LintNode level, String uri) {
        Optional<LintNode> exact = locations(level, Kind.EXACT)
                .filter(location -> pattern(location).equals(uri))
                .findFirst();
        if (exact.isPresent()) {
            return exact;
        }
        Optional<LintNode> prefix = locations(level, Kind.PREFIX, Kind.FINAL_PREFIX)
                .filter(location -> uri.startsWith(pattern(location)))
                .max(Comparator.comparingInt(location -> pattern(location).length()));
        Optional<LintNode> nested = prefix.flatMap(location -> of(location, uri));
        if (nested.isPresent() && ends(nested.get())) {
            return nested;
        }
        boolean last = prefix.isPresent() && prefix.get().match().get().kind() == Kind.FINAL_PREFIX;
        Optional<LintNode> regex = last
                ? Optional.empty()
                : locations(level, Kind.REGEX, Kind.CASELESS_REGEX)
                        .filter(location -> matches(location, uri))
                        .findFirst();
        if (regex.isPresent()) {
            return regex.flatMap(location -> of(location, uri)).or(() -> regex);
        }
        return nested.isPresent() ? nested : prefix;
    }

    /**
     * The locations of a level in the order in which nginx tries them: exact ones, prefixes from the longest, regular
     * expressions in the order of the file. Named ones are not there.
     */
    public static List<LintNode> inOrder(LintNode level) {
        Stream<LintNode> prefixes = locations(level, Kind.PREFIX, Kind.FINAL_PREFIX)
                .sorted(Comparator.comparingInt(
                        (LintNode location) -> -pattern(location).length()));
        Stream<LintNode> literal = Stream.concat(locations(level, Kind.EXACT), prefixes);
        return Stream.concat(literal, locations(level, Kind.REGEX, Kind.CASELESS_REGEX))
                .toList();
    }

    /** An exact location and a regular expression end the search. */
    private static boolean ends(LintNode location) {
        LocationMatch match = location.match().orElseThrow();
        return match.kind() == Kind.EXACT || match.isRegex();
    }

    private static Stream<LintNode> locations(LintNode level, Kind... kinds) {
        return level.own("location").stream()
                .filter(location -> location.match()
                        .filter(match -> List.of(kinds).contains(match.kind()))
                        .isPresent());
    }

    private static String pattern(LintNode location) {
        return location.match().orElseThrow().pattern();
    }

    private static boolean matches(LintNode location, String uri) {
        LocationMatch match = location.match().orElseThrow();
        try {
            return Regex.compile(match.pattern(), match.kind() == Kind.CASELESS_REGEX)
                            .match(uri)
                    != null;
        } catch (RegexException | RegexLimitException e) {
            // nginx would refuse it, or nobody can tell
            return false;
        }
    }
}
