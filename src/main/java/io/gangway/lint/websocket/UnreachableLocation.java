package io.gangway.lint.websocket;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.LocationMatch;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A location that no request can get to. */
final class UnreachableLocation implements LintRule {
    private static final Set<String> EVERYTHING =
            Set.of("", "^", "/", "^/", ".", ".*", "^.*$", "^(.*)$", "(.*)", "^/.*$", "^/(.*)$", "^/(.*)");

    /** A pattern of file extensions. */
    private static final Pattern EXTENSIONS = Pattern.compile("\\\\\\.\\(?(?:\\?:)?([\\w|]+)\\)?\\$");

    private static final RuleText TEXT = new RuleText(
            "unreachable_location",
            Severity.WARNING,
            "a location that no request can get to",
            "A \"return\" directly in the server is done before a location is chosen. Of regular expressions the first"
                    + " in the file wins, so one that matches everything hides those after it. After \"^~\" no regular"
                    + " expression is tried.",
            "Move the return into \"location /\", put the narrower pattern first, or remove what is never used.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode server : tree.servers()) {
            ending(server)
                    .filter(end -> hasLocations(server))
                    .ifPresent(
                            end -> findings.add(
                                    end,
                                    "this is done before a location is chosen, so the locations of this server are never used"));
            Stream.concat(Stream.of(server), server.inside("location").stream())
                    .forEach(level -> patterns(level, findings));
        }
    }

    /** A return or redirect for all requests, unless something before it may have ended the rewrites. */
    private static Optional<LintNode> ending(LintNode server) {
        for (LintNode node : server.children()) {
            if (node.is("return") || isRedirectOfAll(node)) {
                return Optional.of(node);
            }
            if (node.is("break", "rewrite")
                    || node.is("if") && !node.inside("break", "rewrite").isEmpty()) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static boolean isRedirectOfAll(LintNode node) {
        return node.is("rewrite")
                && EVERYTHING.contains(node.arg(0))
                && (node.hasArg("permanent")
                        || node.hasArg("redirect")
                        || node.arg(1).matches("(https?:|\\$scheme).*"));
    }

    private static boolean hasLocations(LintNode server) {
        return server.own("location").stream()
                .anyMatch(location -> location.match()
                        .filter(match -> match.kind() != LocationMatch.Kind.NAMED)
                        .isPresent());
    }

    private static void patterns(LintNode level, Findings findings) {
        List<LintNode> patterns = level.own("location").stream()
                .filter(location ->
                        location.match().filter(LocationMatch::isRegex).isPresent())
                .toList();
        for (LintNode pattern : patterns) {
            hiding(level, patterns, pattern)
                    .ifPresent(other -> findings.add(
                            pattern,
                            "no request gets here: \"location " + String.join(" ", other.args()) + "\" in line "
                                    + other.position().line() + " takes them all"));
        }
    }

    private static Optional<LintNode> hiding(LintNode level, List<LintNode> patterns, LintNode pattern) {
        return Stream.concat(
                        finalRoot(level).stream(),
                        patterns.stream()
                                .takeWhile(before -> before != pattern)
                                .filter(before -> covers(
                                        before.match().orElseThrow(),
                                        pattern.match().orElseThrow())))
                .findFirst();
    }

    /** {@code location ^~ /}, if every request without a longer prefix ends there and there is none. */
    private static Optional<LintNode> finalRoot(LintNode level) {
        List<LintNode> prefixes = level.own("location").stream()
                .filter(location ->
                        location.match().filter(LocationMatch::isPrefix).isPresent())
                .toList();
        boolean allFinal = prefixes.stream()
                .allMatch(location -> location.match().orElseThrow().kind() == LocationMatch.Kind.FINAL_PREFIX);
        return allFinal
                ? prefixes.stream()
                        .filter(location ->
                                location.match().orElseThrow().pattern().equals("/"))
                        .findFirst()
                : Optional.empty();
    }

    /** Whether an earlier pattern matches whatever a later one does. */
    private static boolean covers(LocationMatch earlier, LocationMatch later) {
        boolean anyCase = earlier.kind() == LocationMatch.Kind.CASELESS_REGEX;
        if (EVERYTHING.contains(earlier.pattern())) {
            return true;
        }
        if (!anyCase && later.kind() == LocationMatch.Kind.CASELESS_REGEX) {
            return false;
        }
        Matcher more = EXTENSIONS.matcher(earlier.pattern());
        Matcher fewer = EXTENSIONS.matcher(later.pattern());
        return earlier.pattern().equals(later.pattern())
                || more.matches()
                        && fewer.matches()
                        && Set.copyOf(Arrays.asList(more.group(1).split("\\|")))
                                .containsAll(List.of(fewer.group(1).split("\\|")));
    }
}
