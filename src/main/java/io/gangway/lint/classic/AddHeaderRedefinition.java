package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A level with its own {@code add_header} that lacks security headers of the outer level. */
final class AddHeaderRedefinition implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "add_header_redefinition",
            Severity.WARNING,
            "a level with its own \"add_header\" loses the security headers of the outer level",
            "nginx inherits the add_header directives of the outer level only if the level has none"
                    + " of its own. A single \"add_header Cache-Control ...\" in a location removes"
                    + " Strict-Transport-Security, X-Frame-Options and all others of the server from its"
                    + " responses.",
            "Repeat the headers on the level, put them in a file and include it there, or, since"
                    + " nginx 1.29.3, write \"add_header_inherit merge;\".");

    private static final Set<String> SECURITY = Set.of(
            "content-security-policy",
            "cross-origin-embedder-policy",
            "cross-origin-opener-policy",
            "cross-origin-resource-policy",
            "permissions-policy",
            "referrer-policy",
            "strict-transport-security",
            "x-content-type-options",
            "x-frame-options");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode first : tree.all("add_header")) {
            LintNode level = first.parent();
            if (first != level.own("add_header").get(0) || level.parent() == null || isExempt(level)) {
                continue;
            }
            Set<String> own = names(level.own("add_header"));
            List<String> lost = level.parent().effective("add_header").stream()
                    .filter(header -> !header.arg(1).isEmpty())
                    .map(header -> header.arg(0))
                    .filter(name -> SECURITY.contains(name.toLowerCase(Locale.ROOT)))
                    .filter(name -> !own.contains(name.toLowerCase(Locale.ROOT)))
                    .distinct()
                    .toList();
            if (!lost.isEmpty()) {
                LintNode outer = level.parent().effective("add_header").get(0);
                findings.add(
                        first,
                        "responses of this " + level.name() + " have no " + String.join(", ", lost)
                                + ", because its own add_header replaces those of line "
                                + outer.position().line());
            }
        }
    }

    /** A fixed answer, to a health check or a preflight request, is no page; an unread file may have the headers. */
    private static boolean isExempt(LintNode level) {
        return !level.own("return", "include").isEmpty()
                || !level.effective("add_header_inherit", "on").equals("on");
    }

    private static Set<String> names(List<LintNode> headers) {
        return headers.stream()
                .map(header -> header.arg(0).toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }
}
