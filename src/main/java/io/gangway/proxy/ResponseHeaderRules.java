package io.gangway.proxy;

import io.gangway.config.LocationBuilder;
import io.gangway.content.Response;
import io.gangway.exchange.AccelFields;
import io.gangway.exchange.Exchange;
import io.gangway.http.Fields;
import io.gangway.http.HttpDate;
import io.gangway.http.ProtocolVersion;
import io.gangway.http.ResponseHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Selects and rewrites the fields of an upstream's response for the client. Immutable. */
final class ResponseHeaderRules {
    private static final List<String> HIDDEN = List.of(
            "Date",
            "Server",
            "X-Pad",
            "X-Accel-Expires",
            "X-Accel-Redirect",
            "X-Accel-Limit-Rate",
            "X-Accel-Buffering",
            "X-Accel-Charset");

    private static final FieldNames HIDDEN_BY_DEFAULT = new FieldNames(HIDDEN);
    private static final RedirectRule[] NONE = {};

    private final FieldNames hidden;
    /**
     * Whether {@code Server} is passed on; then ours is not added if the upstream sends none. The same for
     * {@code Date}.
     */
    private final boolean passesServer;

    private final boolean passesDate;
    private final RedirectRule[] redirects;
    /** Null if cookies are not changed. */
    private final CookieRules cookies;

    private final Set<String> ignored;
    private final boolean buffering;
    private final boolean forceRanges;

    ResponseHeaderRules(LocationBuilder location, ProxyPass pass) {
        hidden = hidden(
                location.get(ProxyDirectives.PROXY_HIDE_HEADER), location.get(ProxyDirectives.PROXY_PASS_HEADER));
        passesServer = !hidden.contains("Server");
        passesDate = !hidden.contains("Date");
        redirects = redirects(location.get(ProxyDirectives.PROXY_REDIRECT), pass);
        cookies = CookieRules.of(location);
        ignored = location.get(ProxyDirectives.PROXY_IGNORE_HEADERS);
        buffering = location.get(ProxyDirectives.PROXY_BUFFERING);
        forceRanges = location.get(ProxyDirectives.PROXY_FORCE_RANGES);
    }

    private static FieldNames hidden(List<String> more, List<String> passed) {
        if (more.isEmpty() && passed.isEmpty()) {
            return HIDDEN_BY_DEFAULT;
        }
        List<String> names = new ArrayList<>(more);
        names.addAll(HIDDEN);
        names.removeIf(name -> passed.stream().anyMatch(name::equalsIgnoreCase));
        return new FieldNames(names);
    }

    private static RedirectRule[] redirects(List<RedirectRule> rules, ProxyPass pass) {
        if (rules == null) {
            return pass.target() == null ? NONE : new RedirectRule[] {RedirectRule.byDefault(pass)};
        }
        return rules.get(0).kind() == RedirectRule.Kind.OFF ? NONE : rules.toArray(RedirectRule[]::new);
    }

    /** {@code proxy_buffering}. */
    boolean isBuffering() {
        return buffering;
    }

    /** The response to the client. */
    Response response(Exchange x, ResponseHead head) {
        Response response = new Response(head.status()).status(head.status(), head.statusText());
        response.contentLength(head.chunked() ? -1 : head.contentLength());
        response.conditional(false);
        response.buffered(buffers(head));
        response.rangesAllowed(forceRanges).singleRange(forceRanges);
        response.headless(head.version() == ProtocolVersion.HTTP_0_9);
        if (passesServer) {
            response.server(Response.OMITTED);
        }
        if (passesDate) {
            response.date(Response.OMITTED);
        }
        Fields fields = head.fields();
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            if (!hidden.contains(name)) {
                field(x, response, name, fields.value(i));
            }
        }
        applyKept(x, response);
        return response;
    }

    /** Applies fields kept from the upstream that redirected the exchange here, if this one does not send its own. */
    private void applyKept(Exchange x, Response response) {
        String type = x.get(AccelFields.CONTENT_TYPE);
        if (type != null && response.contentType() == null) {
            response.contentTypeField(type);
        }
        if (response.acceptRanges() == null && !forceRanges) {
            response.acceptRanges(x.get(AccelFields.ACCEPT_RANGES));
        }
    }

    /** Rewrites the value of a {@code Set-Cookie} field. */
    String cookie(Exchange x, String value) {
        return cookies == null ? value : cookies.apply(x, value);
    }

    private void field(Exchange x, Response response, String name, String value) {
        switch (name.length()) {
            case 4 -> {
                if (name.equalsIgnoreCase("Date")) {
                    response.date(value);
                    return;
                }
                if (name.equalsIgnoreCase("ETag")) {
                    response.etag(value);
                    return;
                }
            }
            case 6 -> {
                if (name.equalsIgnoreCase("Server")) {
                    response.server(value);
                    return;
                }
            }
            case 7 -> {
                if (name.equalsIgnoreCase("Refresh")) {
                    refresh(x, response, name, value);
                    return;
                }
            }
            case 8 -> {
                if (name.equalsIgnoreCase("Location")) {
                    location(x, response, name, value);
                    return;
                }
            }
            case 10 -> {
                if (cookies != null && name.equalsIgnoreCase("Set-Cookie")) {
                    response.fields().add(name, cookies.apply(x, value));
                    return;
                }
                if (name.equalsIgnoreCase("Connection") || name.equalsIgnoreCase("Keep-Alive")) {
                    return;
                }
            }
            case 12 -> {
                if (name.equalsIgnoreCase("Content-Type")) {
                    response.contentTypeField(value);
                    return;
                }
            }
            case 13 -> {
                if (name.equalsIgnoreCase("Last-Modified")) {
                    response.lastModified(HttpDate.parse(value), value);
                    return;
                }
                if (name.equalsIgnoreCase("Accept-Ranges")) {
                    response.acceptRanges(forceRanges ? null : value);
                    return;
                }
            }
            case 14 -> {
                if (name.equalsIgnoreCase("Content-Length")) {
                    return;
                }
            }
            case 17 -> {
                if (name.equalsIgnoreCase("Transfer-Encoding")) {
                    return;
                }
            }
            default -> {}
        }
        response.fields().add(name, value);
    }

    private void location(Exchange x, Response response, String name, String value) {
        String changed = redirected(x, value, 0);
        if (changed != null && changed.startsWith("/")) {
            response.location(changed);
        } else {
            response.fields().add(name, changed == null ? value : changed);
        }
    }

    private void refresh(Exchange x, Response response, String name, String value) {
        int at = value.toLowerCase(Locale.ROOT).indexOf("url=");
        String changed = at < 0 ? null : redirected(x, value, at + 4);
        response.fields().add(name, changed == null ? value : changed);
    }

    private String redirected(Exchange x, String value, int from) {
        for (RedirectRule rule : redirects) {
            String changed = rule.apply(x, value, from);
            if (changed != null) {
                return changed;
            }
        }
        return null;
    }

    /**
     * Whether bytes may be held back: not for event streams, nor if the response or the configuration turns buffering
     * off.
     */
    private boolean buffers(ResponseHead head) {
        Fields fields = head.fields();
        String buffered = ignored.contains("X-Accel-Buffering") ? null : fields.get("X-Accel-Buffering");
        if (buffered != null && buffered.equalsIgnoreCase("no")) {
            return false;
        }
        if (!buffering && !(buffered != null && buffered.equalsIgnoreCase("yes"))) {
            return false;
        }
        String type = fields.get("Content-Type");
        return type == null || !type.regionMatches(true, 0, "text/event-stream", 0, 17);
    }

    /** The target of {@code X-Accel-Redirect}; null without it. */
    String accelRedirect(ResponseHead head) {
        return ignored.contains("X-Accel-Redirect") ? null : head.fields().get("X-Accel-Redirect");
    }

    /** The charset of {@code X-Accel-Charset}; null without it. */
    String charset(ResponseHead head) {
        return ignored.contains("X-Accel-Charset") ? null : head.fields().get("X-Accel-Charset");
    }

    /** The rate of {@code X-Accel-Limit-Rate}, in bytes per second; null without a valid one. */
    Long limitRate(ResponseHead head) {
        String rate =
                ignored.contains("X-Accel-Limit-Rate") ? null : head.fields().get("X-Accel-Limit-Rate");
        return rate == null || !rate.matches("[0-9]{1,18}") ? null : Long.valueOf(rate);
    }
}
