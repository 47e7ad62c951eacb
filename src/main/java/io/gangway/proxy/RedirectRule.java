package io.gangway.proxy;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.regex.Regex;

/**
 * One {@code proxy_redirect}: how the beginning of a {@code Location}, or all of it, is replaced.
 *
 * @param prefix what it must begin with; null for a pattern
 * @param pattern what it must match; null for a prefix
 */
record RedirectRule(Kind kind, Template prefix, Regex pattern, Template replacement) {
    /** The forms of {@code proxy_redirect}. */
    enum Kind {
        OFF,
        PREFIX,
        PATTERN
    }

    static final RedirectRule OFF = new RedirectRule(Kind.OFF, null, null, null);

    /** What {@code default} means beside a {@code proxy_pass}. */
    static RedirectRule byDefault(ProxyPass pass) {
        ProxyPass.Target target = pass.target();
        boolean withUri = !target.uri().isEmpty();
        return new RedirectRule(
                Kind.PREFIX,
                Template.of(withUri ? target.url() : target.url() + "/"),
                null,
                Template.of(withUri ? pass.location() : "/"));
    }

    /** The text from {@code from} on rewritten, with what stands before it; null when the rule does not fit. */
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
