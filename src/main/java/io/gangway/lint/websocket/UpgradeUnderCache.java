package io.gangway.lint.websocket;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.VariableNames;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.List;

/** A cache that answers a handshake. */
final class UpgradeUnderCache implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "websocket_cache",
            Severity.WARNING,
            "a location for WebSocket with \"proxy_cache\"",
            "A handshake is a GET. When nginx has a response to this URI in its cache, the client gets that instead of"
                    + " a WebSocket, and the backend is not asked.",
            "Write \"proxy_cache off;\" in the location, or \"proxy_cache_bypass $http_upgrade;\" and"
                    + " \"proxy_no_cache $http_upgrade;\".");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (UpgradePass pass : UpgradePass.meant(tree)) {
            List<LintNode> cache = pass.proxyPass().effective("proxy_cache");
            if (!cache.isEmpty() && !cache.get(0).arg(0).equals("off") && !isBypassed(tree, pass.proxyPass())) {
                findings.add(
                        cache.get(0),
                        "a WebSocket of " + pass.place() + " fails while a response to the same URI is in the cache");
            }
        }
    }

    private static boolean isBypassed(LintTree tree, LintNode pass) {
        return pass.effective("proxy_cache_bypass").stream()
                .flatMap(bypass -> bypass.args().stream())
                .flatMap(arg -> VariableNames.in(arg).stream())
                .anyMatch(name -> isUpgrade(name)
                        || tree.definitions(name).stream()
                                .flatMap(definition -> definition.args().stream())
                                .flatMap(arg -> VariableNames.in(arg).stream())
                                .anyMatch(UpgradeUnderCache::isUpgrade));
    }

    private static boolean isUpgrade(String variable) {
        return variable.equals("http_upgrade") || variable.equals("http_connection");
    }
}
