package io.gangway.proxy;

import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.regex.Regex;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One {@code proxy_cookie_flags}: the flags that are set on, or removed from, matching cookies. Immutable.
 *
 * @param name of the cookies; null for a pattern
 * @param pattern of the names of cookies; null for a name
 * @param flags rendered for each exchange
 */
record CookieFlags(Template name, Regex pattern, List<Template> flags) {
    /** {@code off}, which excludes other {@code proxy_cookie_flags} on the same level. */
    static final CookieFlags OFF = new CookieFlags(null, null, List.of());

    static CookieFlags read(DirectiveArguments r, Directive<List<CookieFlags>> directive) {
        if (ProxyCookies.isOff(r, directive, OFF)) {
            return OFF;
        }
        List<Template> flags =
                r.args().subList(1, r.count()).stream().map(r::template).toList();
        String name = r.arg(0);
        return name.startsWith("~")
                ? new CookieFlags(null, r.regex(name.substring(1), true), flags)
                : new CookieFlags(r.template(name), null, flags);
    }

    /** Whether it applies to cookies of that name. */
    boolean matches(Exchange x, String cookie) {
        if (pattern != null) {
            return x.match(pattern, cookie);
        }
        return name != null && name.render(x).equalsIgnoreCase(cookie);
    }

    /**
     * Changes the attributes; the first one is the cookie's name and value. Returns false if all flags are empty or
     * invalid.
     */
    boolean apply(Exchange x, List<CookieRules.Attribute> attributes) {
        Boolean secure = null;
        Boolean httpOnly = null;
        List<String> sameSite = new ArrayList<>();
        for (Template template : flags) {
            String flag = template.render(x);
            switch (flag.toLowerCase(Locale.ROOT)) {
                case "" -> {}
                case "secure" -> secure = true;
                case "nosecure" -> secure = false;
                case "httponly" -> httpOnly = true;
                case "nohttponly" -> httpOnly = false;
                case "samesite=strict" -> sameSite.add("Strict");
                case "samesite=lax" -> sameSite.add("Lax");
                case "samesite=none" -> sameSite.add("None");
                case "nosamesite" -> sameSite.add("");
                default -> x.log(LogLevel.ERROR, "invalid proxy_cookie_flags flag \"" + flag + "\"");
            }
        }
        set(attributes, "Secure", secure);
        set(attributes, "HttpOnly", httpOnly);
        if (!sameSite.isEmpty()) {
            sameSite(attributes, sameSite.get(sameSite.size() - 1));
        }
        return secure != null || httpOnly != null || !sameSite.isEmpty();
    }

    private static void set(List<CookieRules.Attribute> attributes, String name, Boolean wanted) {
        if (wanted == null) {
            return;
        }
        boolean present = attributes.stream().skip(1).anyMatch(a -> a.is(name));
        if (wanted && !present) {
            attributes.add(new CookieRules.Attribute(name, null));
        } else if (!wanted && present) {
            attributes.subList(1, attributes.size()).removeIf(a -> a.is(name));
        }
    }

    private static void sameSite(List<CookieRules.Attribute> attributes, String value) {
        int at = 1;
        while (at < attributes.size() && !attributes.get(at).is("SameSite")) {
            at++;
        }
        if (at < attributes.size()) {
            attributes.remove(at);
        }
        if (!value.isEmpty()) {
            attributes.add(at, new CookieRules.Attribute("SameSite", value));
        }
    }
}
