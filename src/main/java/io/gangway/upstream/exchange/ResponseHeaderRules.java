package io.gangway.upstream.exchange;

import io.gangway.config.LocationBuilder;
import io.gangway.content.Response;
import io.gangway.core.LimitRate;
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
    private final FieldNames hidden;
    /**
     * Whether {@code Server} is passed on; then ours is not added if the upstream sends none. The same for
     * {@code Date}.
     */
    private final boolean passesServer;

    private final boolean passesDate;
    private final HeaderRewrites rewrites;

    private final Set<String> ignored;
    private final boolean buffering;
    /** Whether {@code X-Accel-Buffering} can change that. */
    private final boolean bufferingChanges;

    private final boolean forceRanges;

    ResponseHeaderRules(LocationBuilder location, PassSettings.Protocol protocol, HeaderRewrites rewrites) {
        PassDirectives directives = protocol.directives();
        hidden = hidden(protocol.hidden(), location.get(directives.hideHeader), location.get(directives.passHeader));
        passesServer = protocol.omitsOwn() && !hidden.contains("Server");
        passesDate = protocol.omitsOwn() && !hidden.contains("Date");
        this.rewrites = rewrites;
        ignored = location.get(directives.ignoreHeaders);
        buffering = location.get(directives.buffering);
        bufferingChanges = directives.isBuffered();
        forceRanges = location.get(directives.forceRanges);
    }

    private static FieldNames hidden(List<String> byDefault, List<String> more, List<String> passed) {
        List<String> names = new ArrayList<>(more);
        names.addAll(byDefault);
        names.removeIf(name -> passed.stream().anyMatch(name::equalsIgnoreCase));
        return new FieldNames(names);
    }

    /** Whether a field is not passed on. */
    boolean isHidden(String name) {
        return hidden.contains(name);
    }

    /** {@code proxy_buffering}. */
    boolean isBuffering() {
        return buffering;
    }

    /** The response to the client. */
    Response response(Exchange x, ResponseHead head) {
        return response(x, head, ResponseSource.UPSTREAM, false);
    }

    /**
     * The response to the client.
     *
     * @param conditional whether the conditions of the request are evaluated here
     */
    Response response(Exchange x, ResponseHead head, ResponseSource source, boolean conditional) {
        Response response = new Response(head.status()).status(head.status(), head.statusText());
        response.contentLength(head.chunked() ? -1 : head.contentLength());
        response.conditional(conditional);
        response.buffered(source == ResponseSource.CACHE || buffers(head));
        response.rangesAllowed(forceRanges).singleRange(forceRanges && source != ResponseSource.CACHE);
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
        if (source != ResponseSource.UPSTREAM && response.acceptRanges() != null) {
            response.acceptRanges(null).rangesAllowed(true).singleRange(source == ResponseSource.STORABLE);
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
        return rewrites.cookie(x, value);
    }

    private void field(Exchange x, Response response, String name, String value) {
        switch (name.length()) {
            case 4 -> {
                if (name.equalsIgnoreCase("Date")) {
                    response.date(value);
                    return;
                }
                if (name.equalsIgnoreCase("ETag")) {
                    if (response.etag() == null) {
                        response.etag(value).etagHere(name);
                    }
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
                if (name.equalsIgnoreCase("Set-Cookie")) {
                    response.fields().add(name, rewrites.cookie(x, value));
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
                    if (response.lastModifiedText() == null) {
                        response.lastModified(HttpDate.parse(value), value).lastModifiedHere(name);
                    }
                    return;
                }
                if (name.equalsIgnoreCase("Accept-Ranges")) {
                    if (!forceRanges && response.acceptRanges() == null) {
                        response.acceptRanges(value).acceptRangesHere(name);
                    }
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
        String changed = rewrites.redirect(x, value, 0);
        if (changed != null && changed.startsWith("/")) {
            response.location(changed);
        } else {
            response.fields().add(name, changed == null ? value : changed);
        }
    }

    private void refresh(Exchange x, Response response, String name, String value) {
        int at = value.toLowerCase(Locale.ROOT).indexOf("url=");
        String changed = at < 0 ? null : rewrites.redirect(x, value, at + 4);
        response.fields().add(name, changed == null ? value : changed);
    }

    /**
     * Whether bytes may be held back: not for event streams, nor if the response or the configuration turns buffering
     * off.
     */
    private boolean buffers(ResponseHead head) {
        if (!bufferingChanges) {
            return buffering;
        }
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

    /** The fields that have no effect. */
    Set<String> ignored() {
        return ignored;
    }

    /** The target of {@code X-Accel-Redirect}; null without it. */
    String accelRedirect(ResponseHead head) {
        return ignored.contains("X-Accel-Redirect") ? null : head.fields().get("X-Accel-Redirect");
    }

    /** Applies {@code X-Accel-Limit-Rate} and {@code X-Accel-Charset}. */
    void apply(Exchange x, ResponseHead head) {
        Long rate = limitRate(head);
        if (rate != null) {
            LimitRate.set(x, rate);
        }
        String charset = charset(head);
        if (charset != null) {
            x.put(AccelFields.CHARSET, charset);
        }
    }

    /** The charset of {@code X-Accel-Charset}; null without it. */
    private String charset(ResponseHead head) {
        return ignored.contains("X-Accel-Charset") ? null : head.fields().get("X-Accel-Charset");
    }

    /** The rate of {@code X-Accel-Limit-Rate}, in bytes per second; null without a valid one. */
    private Long limitRate(ResponseHead head) {
        String rate =
                ignored.contains("X-Accel-Limit-Rate") ? null : head.fields().get("X-Accel-Limit-Rate");
        return rate == null || !rate.matches("[0-9]{1,18}") ? null : Long.valueOf(rate);
    }
}
