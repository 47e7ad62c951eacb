package io.gangway.upstream.sticky;

import io.gangway.conf.ConfException;
import io.gangway.conf.TimeValue;
import io.gangway.config.DirectiveArguments;
import io.gangway.exchange.Template;
import java.util.Locale;

/** Reads the arguments of {@code sticky cookie}. */
final class CookieReader {
    private final DirectiveArguments r;
    private StickyCookie.Expires expires;
    private Template domain;
    private boolean httpOnly;
    private boolean secure;
    private Template sameSite;
    private String path;

    CookieReader(DirectiveArguments r) {
        this.r = r;
    }

    StickyCookie read() {
        String name = r.arg(1);
        if (name.isEmpty()) {
            throw error("empty cookie name");
        }
        for (String word : r.args().subList(2, r.count())) {
            parameter(word);
        }
        SessionVariables cookie = new SessionVariables();
        cookie.add(r, "cookie_" + name);
        return new StickyCookie(name, cookie, expires, domain, httpOnly, secure, sameSite, path);
    }

    private void parameter(String word) {
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals + 1);
        String value = word.substring(equals + 1);
        switch (name) {
            case "domain=" -> {
                first(domain == null, "domain");
                domain = r.template(given(value, "domain"));
            }
            case "path=" -> {
                first(path == null, "path");
                path = given(value, "path");
            }
            case "expires=" -> {
                first(expires == null, "expires");
                expires = value.equals("max") ? StickyCookie.Expires.MAX : expires(value);
            }
            case "httponly" -> {
                first(!httpOnly, "httponly");
                httpOnly = true;
            }
            case "secure" -> {
                first(!secure, "secure");
                secure = true;
            }
            case "samesite=" -> {
                first(sameSite == null, "samesite");
                sameSite = sameSite(value);
            }
            default -> throw r.error("unknown parameter \"" + word + "\"");
        }
    }

    private StickyCookie.Expires expires(String value) {
        return TimeValue.seconds(value)
                .map(time -> new StickyCookie.Expires(time.toSeconds()))
                .orElseThrow(() -> error("invalid \"expires\" parameter value"));
    }

    private Template sameSite(String value) {
        Template template = r.template(value);
        String constant = template.constant();
        if (constant != null && !StickyCookie.SAME_SITE.contains(constant.toLowerCase(Locale.ROOT))) {
            throw error("invalid \"samesite\" parameter value");
        }
        return template;
    }

    private String given(String value, String name) {
        if (value.isEmpty()) {
            throw error("no value for \"" + name + "\"");
        }
        return value;
    }

    private void first(boolean isFirst, String name) {
        if (!isFirst) {
            throw error("parameter \"" + name + "\" is duplicate");
        }
    }

    private ConfException error(String text) {
        return r.error("\"sticky\" directive " + text);
    }
}
