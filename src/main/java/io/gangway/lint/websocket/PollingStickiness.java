package io.gangway.lint.websocket;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.ProxyTarget;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.regex.Pattern;

/** Several peers for a library that polls before it upgrades. */
final class PollingStickiness implements LintRule {
    private static final Pattern POLLING = Pattern.compile("(?i)socket\\\\?\\.io|engine\\\\?\\.io|sockjs");

    private static final RuleText TEXT = new RuleText(
            "websocket_polling_stickiness",
            Severity.ERROR,
            "a location for Socket.IO or SockJS whose upstream has several servers and no stickiness",
            "Socket.IO and SockJS open a session by plain requests and then upgrade it. Every request of a session must"
                    + " reach the process that knows it; another one answers 400 \"Session ID unknown\".",
            "Write \"ip_hash;\" or \"hash $cookie_io consistent;\" in the upstream, or let the clients use the"
                    + " WebSocket transport only.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode pass : tree.all("proxy_pass")) {
            if (POLLING.matcher(UpgradePass.pattern(pass)).find()) {
                ProxyTarget.of(pass.arg(0))
                        .upstream(tree)
                        .filter(PollingStickiness::spreads)
                        .ifPresent(upstream -> findings.add(
                                pass,
                                "the polling requests of one session go to any of the "
                                        + ProxyTarget.peers(upstream).size() + " servers of \"" + upstream.arg(0)
                                        + "\", but only one of them knows it"));
            }
        }
    }

    private static boolean spreads(LintNode upstream) {
        return ProxyTarget.peers(upstream).size() > 1
                && upstream.own("ip_hash", "hash", "sticky", "sticky_cookie_insert")
                        .isEmpty();
    }
}
