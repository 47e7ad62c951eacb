package io.gangway.proxy;

import io.gangway.conf.ConfErrors;
import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.regex.Regex;
import java.util.List;

/**
 * One {@code proxy_redirect}: replaces the beginning of a {@code Location}, or all of it.
 *
 * @param prefix the beginning to be replaced; null for a pattern
 * @param pattern matches the value to be replaced; null for a prefix
 */
record RedirectRule(Kind kind, Template prefix, Regex pattern, Template replacement) {
    /** The forms of {@code proxy_redirect}. */
    enum Kind {
        OFF,
        PREFIX,
        PATTERN
    }

    static final RedirectRule OFF = new RedirectRule(Kind.OFF, null, null, null);

    static List<RedirectRule> read(DirectiveArguments r) {
        List<RedirectRule> before = r.scope().own(ProxyDirectives.PROXY_REDIRECT);
        if (before != null && before.get(0).kind() == Kind.OFF) {
            throw ConfErrors.duplicate(r.node());
        }
        String first = r.arg(0);
        if (r.count() == 1) {
            return List.of(oneWord(r, first, before));
        }
        Template replacement = r.template(r.arg(1));
        if (!first.startsWith("~")) {
            return List.of(new RedirectRule(Kind.PREFIX, r.template(first), null, replacement));
        }
        boolean caseless = first.startsWith("~*");
        return List.of(new RedirectRule(
                Kind.PATTERN, null, r.regex(first.substring(caseless ? 2 : 1), caseless), replacement));
    }

    private static RedirectRule oneWord(DirectiveArguments r, String word, List<RedirectRule> before) {
        if (word.equals("off")) {
            if (before != null) {
                throw ConfErrors.duplicate(r.node());
            }
            return OFF;
        }
        if (!word.equals("default")) {
            throw r.invalidParameter(word);
        }
        ProxyPass pass = r.scope().own(ProxyDirectives.PROXY_PASS);
        if (pass == null) {
            throw r.error("\"proxy_redirect default\" should be placed after the \"proxy_pass\" directive");
        }
        if (pass.target() == null) {
            throw r.error("\"proxy_redirect default\" cannot be used with \"proxy_pass\" directive with variables");
        }
        return byDefault(pass);
    }

    /** The rule of {@code proxy_redirect default}. */
    static RedirectRule byDefault(ProxyPass pass) {
        ProxyPass.Target target = pass.target();
        boolean withUri = !target.uri().isEmpty();
        return new RedirectRule(
                Kind.PREFIX,
                Template.of(withUri ? target.url() : target.url() + "/"),
                null,
                Template.of(withUri ? pass.location() : "/"));
    }

    /** The whole value with the text after {@code from} rewritten; null if the rule does not match. */
    String apply(Exchange x, String value, int from) {
        if (kind == Kind.PATTERN) {
            return x.match(pattern, value.substring(from)) ? value.substring(0, from) + replacement.render(x) : null;
        }
        String beginning = prefix.render(x);
        return value.startsWith(beginning, from)
                ? value.substring(0, from) + replacement.render(x) + value.substring(from + beginning.length())
                : null;
    }
}
