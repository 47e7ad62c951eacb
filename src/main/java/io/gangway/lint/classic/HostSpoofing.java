package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;

/** {@code proxy_set_header Host $http_host} where the host has chosen the server. */
final class HostSpoofing implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "host_spoofing",
            Severity.WARNING,
            "\"proxy_set_header Host $http_host\" in a server that was chosen by its name",
            "nginx chooses the server by the host of the request line if there is one, and \"$host\""
                    + " is that name. \"$http_host\" is the Host field, which may be another name: a client"
                    + " that sends \"GET http://public.example.com/ HTTP/1.1\" with \"Host:"
                    + " internal.example.com\" is checked by the rules of one host and served by the backend as"
                    + " the other. Links that the backend makes of it can be poisoned.",
            "Write \"proxy_set_header Host $host;\", or \"$host:$server_port\" if the backend needs" + " the port.");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        VariableSources sources = new VariableSources(tree);
        DefaultServers defaults = new DefaultServers(tree);
        for (LintNode header : tree.all("proxy_set_header")) {
            boolean chosen = header.enclosing("server").stream()
                    .anyMatch(server -> !defaults.isDefault(server)
                            && !server.own("server_name").isEmpty());
            if (chosen
                    && header.arg(0).equalsIgnoreCase("Host")
                    && sources.of(header.arg(1)).contains("http_host")) {
                findings.add(header, "the backend gets a Host that may differ from the one that chose this server");
            }
        }
    }
}
