package io.gangway.lint.websocket;

import io.gangway.conf.TimeValue;
import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Tunnels that end after a minute of silence of both sides. */
final class ReadTimeout implements LintRule {
    private static final Duration SHORT = Duration.ofSeconds(60);

    /** Where the usual libraries send a ping more often than once in a minute. */
    private static final Pattern WITH_PINGS =
            Pattern.compile("(?i)socket\\\\?\\.io|engine\\\\?\\.io|sockjs|signalr|cable");

    private static final RuleText TEXT = new RuleText(
            "websocket_read_timeout",
            Severity.WARNING,
            "a location for WebSocket whose \"proxy_read_timeout\" is 60 seconds or less",
            "nginx closes a tunnel in which neither side has sent anything for \"proxy_read_timeout\", which is 60 seconds"
                    + " by default. The client sees code 1006. Neither nginx nor a browser sends pings by itself.",
            "Write \"proxy_read_timeout 1h;\" in the location, or let the backend send a ping more often. In Gangway"
                    + " \"websocket_ping_interval 30s;\" keeps a silent tunnel open and still notices a dead peer.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (UpgradePass pass : UpgradePass.meant(tree)) {
            if (!WITH_PINGS.matcher(pass.pattern()).find() && !hasItsOwnTime(pass.proxyPass())) {
                check(pass, findings);
            }
        }
    }

    private static void check(UpgradePass pass, Findings findings) {
        List<LintNode> timeouts = pass.proxyPass().effective("proxy_read_timeout");
        if (timeouts.isEmpty()) {
            if (pass.proxyPass().isComplete()) {
                findings.add(
                        pass.proxyPass(),
                        "nginx closes a WebSocket of " + pass.place()
                                + " after 60 seconds in which neither side sends anything, not even a ping");
            }
            return;
        }
        LintNode timeout = timeouts.get(0);
        TimeValue.millis(timeout.arg(0))
                .filter(time -> time.compareTo(SHORT) <= 0)
                .ifPresent(time -> findings.add(
                        timeout,
                        "nginx closes a WebSocket of " + pass.place() + " after " + timeout.arg(0)
                                + (timeout.arg(0).matches("\\d+") ? "s" : "")
                                + " in which neither side sends anything, not even a ping"));
    }

    private static boolean hasItsOwnTime(LintNode pass) {
        return !pass.effective("websocket_idle_timeout").isEmpty()
                || !TimeValue.millis(pass.effective("websocket_ping_interval", "0"))
                        .orElse(Duration.ZERO)
                        .isZero();
    }
}
