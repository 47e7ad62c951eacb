package io.gangway.proxy;

import io.gangway.config.LocationBuilder;
import io.gangway.exchange.Exchange;
import io.gangway.upstream.exchange.HeaderRewrites;
import java.util.List;

/** {@code proxy_redirect} and {@code proxy_cookie_*} of a location. Immutable. */
final class ProxyRewrites implements HeaderRewrites {
    private static final RedirectRule[] NO_RULES = {};

    private final RedirectRule[] redirects;
    /** Null if cookies are not changed. */
    private final CookieRules cookies;

    ProxyRewrites(LocationBuilder location, ProxyPass pass) {
        redirects = redirects(location.get(ProxyDirectives.PROXY_REDIRECT), pass);
        cookies = CookieRules.of(location);
    }

    private static RedirectRule[] redirects(List<RedirectRule> rules, ProxyPass pass) {
        if (rules == null) {
            return pass.target() == null ? NO_RULES : new RedirectRule[] {RedirectRule.byDefault(pass)};
        }
        return rules.get(0).kind() == RedirectRule.Kind.OFF ? NO_RULES : rules.toArray(RedirectRule[]::new);
    }

    @Override
    public String redirect(Exchange x, String value, int from) {
        for (RedirectRule rule : redirects) {
            String changed = rule.apply(x, value, from);
            if (changed != null) {
                return changed;
            }
        }
        return null;
    }

    @Override
    public String cookie(Exchange x, String value) {
        return cookies == null ? value : cookies.apply(x, value);
    }
}
