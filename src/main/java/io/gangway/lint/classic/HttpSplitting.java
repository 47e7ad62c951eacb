package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.LocationMatch;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.Optional;
import java.util.Set;

/** A decoded value in a place where a line end starts a new line. */
final class HttpSplitting implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "http_splitting",
            Severity.ERROR,
            "a decoded URI in a response or request head",
            "\"$uri\" is decoded: \"%0d%0a\" in a URI becomes a line end. In the URL of \"return\" or"
                    + " \"rewrite\", in \"add_header\", \"proxy_set_header\" or \"proxy_pass\" clients can then add lines to"
                    + " the head: cookies of their choice for whoever follows the link, or fields that the"
                    + " backend trusts. So can a capture of the location's regular expression that may contain"
                    + " a line end, as \"[^/]+\" does.",
            "Use \"$request_uri\", which is as the client sent it, or a pattern without line ends"
                    + " such as \"[^/\\s]+\".");

    private static final Set<String> URI = Set.of("uri", "document_uri");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        VariableSources sources = new VariableSources(tree);
        for (LintNode node : tree.all("return", "rewrite", "add_header", "proxy_set_header", "proxy_pass")) {
            for (String name : sources.of(text(node))) {
                if (isDecoded(node, name)) {
                    findings.add(
                            node, "clients can add lines to the head, because $" + name + " may contain a line end");
                }
            }
        }
    }

    /** The part of a directive that becomes a line; empty for responses with a body. */
    private static String text(LintNode node) {
        return switch (node.name()) {
            case "return" -> node.args().size() == 1 || node.arg(0).matches("30[12378]") ? last(node) : "";
            case "rewrite" -> isRedirect(node) ? node.arg(1) : "";
            case "proxy_pass" -> node.enclosing("stream").isEmpty() ? node.arg(0) : "";
            default -> node.arg(1);
        };
    }

    private static String last(LintNode node) {
        return node.args().isEmpty() ? "" : node.arg(node.args().size() - 1);
    }

    private static boolean isRedirect(LintNode rewrite) {
        return rewrite.hasArg("redirect")
                || rewrite.hasArg("permanent")
                || rewrite.arg(1).matches("(https?:|\\$scheme).*");
    }

    private static boolean isDecoded(LintNode node, String name) {
        if (URI.contains(name)) {
            return isOpen(node) && (!node.is("rewrite") || isOpen(node.arg(0)));
        }
        // nginx escapes the captures of a redirect by "rewrite"
        return !node.is("rewrite")
                && VariableSources.captured(node, name)
                        .filter(group -> RegexGroups.matchesLineEnd(group.body()))
                        .isPresent();
    }

    /** Whether the URIs of the location may contain a line end. */
    private static boolean isOpen(LintNode node) {
        Optional<LocationMatch> match = node.enclosing("location").flatMap(LintNode::match);
        return match.isEmpty()
                || match.get().isPrefix()
                || match.get().kind() == LocationMatch.Kind.NAMED
                || match.get().isRegex() && isOpen(match.get().pattern());
    }

    /** Whether a whole URI that matches may contain a line end. */
    private static boolean isOpen(String regex) {
        return !regex.startsWith("^") || !regex.endsWith("$") || RegexGroups.matchesLineEnd(regex);
    }
}
