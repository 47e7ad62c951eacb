package io.gangway.proxy;

import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.regex.Regex;
import java.util.List;

/** One {@code proxy_cookie_domain} or {@code proxy_cookie_path}: rewrites an attribute of a cookie. Immutable. */
interface CookieRewrite {
    /** {@code off}, which excludes other rewrites of the attribute on the same level. */
    CookieRewrite OFF = (x, value) -> null;

    /** The new value; null if this rule does not match. */
    String apply(Exchange x, String value);

    /**
     * {@code proxy_cookie_domain}: matches the whole domain without its leading dot, case-insensitively, or a pattern.
     */
    static CookieRewrite domain(DirectiveArguments r, Directive<List<CookieRewrite>> directive) {
        if (ProxyCookies.isOff(r, directive, OFF)) {
            return OFF;
        }
        String text = r.arg(0);
        if (text.startsWith("~")) {
            return pattern(r.regex(text.substring(1), true), r.template(r.arg(1)));
        }
        Template domain = r.template(withoutDot(text));
        Template replacement = r.template(withoutDot(r.arg(1)));
        return (x, value) -> {
            int dot = value.startsWith(".") ? 1 : 0;
            String wanted = domain.render(x);
            boolean fits = wanted.length() == value.length() - dot
                    && value.regionMatches(true, dot, wanted, 0, wanted.length());
            return fits ? value.substring(0, dot) + replacement.render(x) : null;
        };
    }

    /** {@code proxy_cookie_path}: matches a prefix of the path, or a pattern. */
    static CookieRewrite path(DirectiveArguments r, Directive<List<CookieRewrite>> directive) {
        if (ProxyCookies.isOff(r, directive, OFF)) {
            return OFF;
        }
        String text = r.arg(0);
        Template replacement = r.template(r.arg(1));
        if (text.startsWith("~")) {
            boolean caseless = text.startsWith("~*");
            return pattern(r.regex(text.substring(caseless ? 2 : 1), caseless), replacement);
        }
        Template beginning = r.template(text);
        return (x, value) -> {
            String wanted = beginning.render(x);
            return value.startsWith(wanted) ? replacement.render(x) + value.substring(wanted.length()) : null;
        };
    }

    private static String withoutDot(String domain) {
        return domain.startsWith(".") ? domain.substring(1) : domain;
    }

    private static CookieRewrite pattern(Regex regex, Template replacement) {
        return (x, value) -> x.match(regex, value) ? replacement.render(x) : null;
    }
}
