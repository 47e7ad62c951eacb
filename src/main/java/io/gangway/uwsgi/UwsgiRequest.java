package io.gangway.uwsgi;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.http.HeadWriter;
import io.gangway.upstream.exchange.RequestTls;
import io.gangway.upstream.exchange.UpstreamRequest;
import io.gangway.upstream.gateway.GatewayRequest;
import java.util.function.BiConsumer;

/** A uwsgi request: a packet with the parameters, then the body. Confined to its loop. */
final class UwsgiRequest extends GatewayRequest {
    /** The length of a packet has two bytes. */
    private static final int MAX_PARAMS = 65535;

    private final UwsgiSettings settings;
    private final Exchange x;
    /** The encoded parameters, one char per byte; null before they are computed. */
    private String params;

    UwsgiRequest(UwsgiSettings settings, Exchange x) {
        super(settings, x, UwsgiDirectives.PLAIN, UwsgiDirectives.PLAIN, UwsgiDirectives.SECURE);
        this.settings = settings;
        this.x = x;
    }

    @Override
    protected String protocol() {
        return "uwsgi";
    }

    @Override
    protected boolean evaluate() {
        if (!super.evaluate()) {
            return false;
        }
        if (isSecure() && settings.tls == null) {
            x.log(LogLevel.ERROR, "suwsgi protocol requires SSL support");
            return false;
        }
        return true;
    }

    private boolean isSecure() {
        return scheme().equalsIgnoreCase(UwsgiDirectives.SECURE);
    }

    @Override
    protected boolean compute(BiConsumer<LogLevel, String> log) {
        StringBuilder all = new StringBuilder();
        forEachParam((name, value) -> {
            text(all, name);
            text(all, value);
        });
        all.append(settings.string);
        if (all.length() > MAX_PARAMS) {
            log.accept(LogLevel.ALERT, "uwsgi request is too big: " + all.length());
            return false;
        }
        params = all.toString();
        return true;
    }

    private static void text(StringBuilder out, String text) {
        length(out, text.length());
        out.append(text);
    }

    private static void length(StringBuilder out, int length) {
        out.append((char) (length & 0xff)).append((char) (length >> 8 & 0xff));
    }

    @Override
    protected UpstreamRequest copy(Exchange other) {
        return new UwsgiRequest(settings, other);
    }

    @Override
    protected void writeHead(HeadWriter out) {
        StringBuilder packet = new StringBuilder(params.length() + 4);
        packet.append((char) settings.modifier1);
        length(packet, params.length());
        out.text(packet.append((char) settings.modifier2).append(params).toString());
    }

    @Override
    protected RequestTls createTls() {
        return isSecure() ? new RequestTls(settings.tls, settings.tlsName, host(), x) : null;
    }
}
