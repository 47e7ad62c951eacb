package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.VariableNames;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.List;
import java.util.regex.Pattern;

/** A limit whose key clients choose. */
final class LimitKeySpoofing implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "limit_key_spoofing",
            Severity.ERROR,
            "a \"limit_req_zone\" or \"limit_conn_zone\" whose key is a field of the request",
            "The limit holds for each value of the key. A client that sends another X-Forwarded-For"
                    + " with each request is never limited, and fills the zone.",
            "Use \"$binary_remote_addr\"; behind a proxy, set_real_ip_from and real_ip_header make it"
                    + " the address of the client.");

    private static final Pattern ADDRESS_FIELD =
            Pattern.compile("(http_(x_forwarded_for|x_real_ip|x_client_ip|true_client_ip)|proxy_add_x_forwarded_for)");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode zone : tree.all("limit_req_zone", "limit_conn_zone")) {
            List<String> names = VariableNames.in(zone.arg(0));
            if (!names.isEmpty()
                    && names.stream()
                            .allMatch(name -> ADDRESS_FIELD.matcher(name).matches())) {
                findings.add(zone, "a client that sends another " + zone.arg(0) + " each time is never limited");
            }
        }
    }
}
