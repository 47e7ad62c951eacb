package io.gangway.lint.classic;

import io.gangway.lint.rule.Findings;
import io.gangway.lint.rule.LintNode;
import io.gangway.lint.rule.LintRule;
import io.gangway.lint.rule.LintTree;
import io.gangway.lint.rule.VariableNames;
import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** A {@code proxy_pass} with a decoded URI and without the query. */
final class ProxyPassNormalized implements LintRule {
    private static final RuleText TEXT = new RuleText(
            "proxy_pass_normalized",
            Severity.WARNING,
            "captures or \"$uri\" as the URI of \"proxy_pass\"",
            "With variables the URI of proxy_pass is sent as it is. Captures and \"$uri\" are decoded"
                    + " and normalized: a blank makes the request line invalid, \"%2F\" becomes a slash, and"
                    + " \"%3F\" starts a query. And the query of the request is not passed on, unless"
                    + " \"$is_args$args\" follows.",
            "Use \"rewrite ... break;\" and a proxy_pass without URI: nginx then encodes the path"
                    + " again and keeps the query. Or use \"$request_uri\".");

    /** A pattern of characters that are the same when they are encoded. */
    private static final Pattern WORD = Pattern.compile("(\\[[\\w.-]+\\]|\\\\[dw]|[\\w|])([+*]|\\{[\\d,]+\\})?");

    @Override
    public RuleText text() {
        return TEXT;
    }

    @Override
    public void check(LintTree tree, Findings findings) {
        for (LintNode pass : tree.all("proxy_pass")) {
            String uri = path(pass.arg(0));
            List<String> names = VariableNames.in(uri);
            boolean hasQuery = uri.indexOf('?') >= 0
                    || names.contains("args")
                    || names.contains("query_string")
                    || names.contains("request_uri");
            if (pass.enclosing("stream").isEmpty() && !hasQuery) {
                names.stream()
                        .filter(name -> Set.of("uri", "document_uri").contains(name)
                                || VariableSources.captured(pass, name).isPresent())
                        .findFirst()
                        .ifPresent(name -> findings.add(pass, message(pass, name)));
            }
        }
    }

    private static String message(LintNode pass, String name) {
        boolean isWord = VariableSources.captured(pass, name)
                .filter(group -> WORD.matcher(group.body()).matches())
                .isPresent();
        return "the query of the request is lost" + (isWord ? "" : ", and $" + name + " is sent decoded");
    }

    /** The URI: what follows the host. */
    private static String path(String url) {
        int scheme = url.indexOf("://");
        String rest = scheme < 0 ? "" : url.substring(scheme + 3);
        int slash = rest.indexOf('/');
        if (slash >= 0) {
            return rest.substring(slash);
        }
        int variable = rest.indexOf("$", 1);
        return variable < 0 ? "" : rest.substring(variable);
    }
}
