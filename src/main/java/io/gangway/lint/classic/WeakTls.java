package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Protocols and ciphers that are broken. */
final class WeakTls implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "weak_tls",
            Severity.WARNING,
            "broken TLS protocols or ciphers",
            "SSL 3, TLS 1.0 and TLS 1.1 are deprecated (RFC 7568, RFC 8996), browsers do not use"
                    + " them; RC4, DES, 3DES, MD5, export and NULL ciphers can be broken or do not protect at"
                    + " all. A server that offers them can be talked down to them.",
            "Write \"ssl_protocols TLSv1.2 TLSv1.3;\", and leave ssl_ciphers at its default or"
                    + " exclude the weak ones with \"!\".");

    private static final Pattern WEAK =
            Pattern.compile("(^|[-+])(RC4|3?DES|MD5|EXP(ORT)?|[ae]?NULL|LOW|ADH|AECDH)([-+]|$)|EXP-|DES-CBC");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode protocols : tree.all("ssl_protocols")) {
            List<String> weak = protocols.args().stream()
                    .filter(word -> word.matches("SSLv[23]|TLSv1|TLSv1\\.1"))
                    .toList();
            if (!weak.isEmpty()) {
                findings.add(protocols, String.join(", ", weak) + " should not be offered");
            }
        }
        for (LintNode ciphers : tree.all("ssl_ciphers")) {
            String weak = Stream.of(ciphers.arg(0).split("[:, ]+"))
                    .filter(word -> word.matches("[A-Z].*|a?NULL|aDH"))
                    .filter(word -> WEAK.matcher(word).find())
                    .filter(word -> !isExcluded(ciphers.arg(0), word))
                    .collect(Collectors.joining(", "));
            if (!weak.isEmpty()) {
                findings.add(ciphers, weak + " should not be offered");
            }
        }
    }

    /** Whether a later word removes it for good. */
    private static boolean isExcluded(String ciphers, String word) {
        return Stream.of(ciphers.split("[:, ]+"))
                .filter(each -> each.startsWith("!"))
                .anyMatch(each -> List.of(word.split("[-+]")).contains(each.substring(1))
                        || each.equals("!3DES") && word.contains("DES-CBC3"));
    }
}
