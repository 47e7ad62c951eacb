package io.gangway.proxy;

import io.gangway.config.LocationBuilder;
import io.gangway.exchange.Exchange;
import java.util.ArrayList;
import java.util.List;

/** The {@code proxy_cookie_*} rules of a location, applied to the upstream's {@code Set-Cookie} fields. Immutable. */
final class CookieRules {
    /** A part of a {@code Set-Cookie} between semicolons; {@code value} is null without a {@code =}. */
    record Attribute(String name, String value) {
        boolean is(String other) {
            return name.equalsIgnoreCase(other);
        }

        @Override
        public String toString() {
            return value == null ? name : name + "=" + value;
        }
    }

    private final List<CookieRewrite> domains;
    private final List<CookieRewrite> paths;
    private final List<CookieFlags> flags;

    private CookieRules(LocationBuilder location) {
        domains = location.get(ProxyCookies.PROXY_COOKIE_DOMAIN);
        paths = location.get(ProxyCookies.PROXY_COOKIE_PATH);
        flags = location.get(ProxyCookies.PROXY_COOKIE_FLAGS);
    }

    /** The rules of a location; null if it has none. */
    static CookieRules of(LocationBuilder location) {
        CookieRules rules = new CookieRules(location);
        return rules.domains.isEmpty() && rules.paths.isEmpty() && rules.flags.isEmpty() ? null : rules;
    }

    /** Rewrites the value of a {@code Set-Cookie} field. */
    String apply(Exchange x, String cookie) {
        List<Attribute> attributes = parse(cookie);
        if (attributes.get(0).value() == null) {
            return cookie;
        }
        boolean changed = false;
        for (int i = 1; i < attributes.size(); i++) {
            Attribute old = attributes.get(i);
            List<CookieRewrite> rules = old.is("domain") ? domains : old.is("path") ? paths : List.of();
            String value = old.value() == null ? null : rewritten(x, rules, old.value());
            if (value != null) {
                attributes.set(i, new Attribute(old.name(), value));
                changed = true;
            }
        }
        for (CookieFlags flag : flags) {
            if (flag.matches(x, attributes.get(0).name())) {
                changed |= flag.apply(x, attributes);
                break;
            }
        }
        return changed ? text(attributes) : cookie;
    }

    private static String rewritten(Exchange x, List<CookieRewrite> rules, String value) {
        for (CookieRewrite rule : rules) {
            String changed = rule.apply(x, value);
            if (changed != null) {
                return changed;
            }
        }
        return null;
    }

    private static List<Attribute> parse(String cookie) {
        List<Attribute> attributes = new ArrayList<>();
        for (String part : cookie.split(";", -1)) {
            int equals = part.indexOf('=');
            attributes.add(
                    equals < 0
                            ? new Attribute(part.strip(), null)
                            : new Attribute(
                                    part.substring(0, equals).strip(),
                                    part.substring(equals + 1).strip()));
        }
        return attributes;
    }

    private static String text(List<Attribute> attributes) {
        return String.join("; ", attributes.stream().map(Attribute::toString).toList());
    }
}
