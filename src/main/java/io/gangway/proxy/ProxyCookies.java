package io.gangway.proxy;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.ConfErrors;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import java.util.List;

/** The {@code proxy_cookie_*} directives. */
final class ProxyCookies {
    private ProxyCookies() {}

    static final Directive<List<CookieRewrite>> PROXY_COOKIE_DOMAIN = Directive.list(
                    "proxy_cookie_domain", 1, 2, r -> CookieRewrite.domain(r, ProxyCookies.PROXY_COOKIE_DOMAIN))
            .syntax("off", "domain replacement")
            .defaultText("off")
            .description("Changes the Domain attribute of Set-Cookie fields. The domain may be a regular "
                    + "expression after \"~\"; both may contain variables.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<List<CookieRewrite>> PROXY_COOKIE_PATH = Directive.list(
                    "proxy_cookie_path", 1, 2, r -> CookieRewrite.path(r, ProxyCookies.PROXY_COOKIE_PATH))
            .syntax("off", "path replacement")
            .defaultText("off")
            .description("Changes the Path attribute of Set-Cookie fields. The path may be a regular expression "
                    + "after \"~\"; both may contain variables.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<List<CookieFlags>> PROXY_COOKIE_FLAGS = Directive.list(
                    "proxy_cookie_flags", 1, 4, r -> CookieFlags.read(r, ProxyCookies.PROXY_COOKIE_FLAGS))
            .syntax("off", "cookie flag [flag [flag]]")
            .defaultText("off")
            .description("Sets or removes attributes of cookies: secure, httponly, samesite=strict, samesite=lax, "
                    + "samesite=none, and the same after \"no\". The cookie is a name or a regular "
                    + "expression after \"~\".")
            .in(HTTP, SERVER, LOCATION);

    static final List<Directive<?>> ALL = List.of(PROXY_COOKIE_DOMAIN, PROXY_COOKIE_PATH, PROXY_COOKIE_FLAGS);

    /** Whether the directive is {@code off}, which excludes others of its name on the same level. */
    static <T> boolean isOff(DirectiveArguments r, Directive<List<T>> directive, T off) {
        List<T> before = r.scope().own(directive);
        boolean isOff = r.count() == 1;
        if (isOff && !r.arg(0).equals("off")) {
            throw r.invalidParameter(r.arg(0));
        }
        if (before != null && (isOff || before.get(0) == off)) {
            throw ConfErrors.duplicate(r.node());
        }
        return isOff;
    }
}
