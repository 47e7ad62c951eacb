package io.gangway.jetty;

import io.gangway.http.BadMessageException;
import io.gangway.http.HeadBuilder;
import io.gangway.http.HeadWriter;
import io.gangway.http.Limits;
import io.gangway.http.ProtocolVersion;
import io.gangway.http.RequestHead;
import io.gangway.http.RequestParser;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.TunnelSupport;

/**
 * The head of a request that Jetty has read. It is checked again by nginx's rules for its protocol.
 *
 * @param head the checked head
 * @param notes nginx's log lines at level info about ignored lines
 * @param fault why nginx would reject the request, or null
 */
record JettyHead(RequestHead head, List<String> notes, BadMessageException fault) {
    /** Whether a request is a stream of a connection that carries others. */
    static boolean isStream(Request request) {
        return request.getConnectionMetaData().getHttpVersion().getVersion() >= HttpVersion.HTTP_2.getVersion();
    }

    /**
     * Reads a head.
     *
     * @param ended whether no body follows
     */
    static JettyHead read(Request request, Limits limits, boolean ended) {
        return isStream(request) ? fields(request, limits, ended) : text(request, limits);
    }

    private static JettyHead fields(Request request, Limits limits, boolean ended) {
        HeadBuilder builder = new HeadBuilder(limits, true);
        BadMessageException fault = null;
        try {
            HttpURI uri = request.getHttpURI();
            builder.field(":method", request.getMethod());
            pseudo(builder, ":scheme", uri.getScheme());
            pseudo(builder, ":authority", uri.getAuthority());
            pseudo(builder, ":path", uri.getPathQuery());
            TunnelSupport tunnel = request.getTunnelSupport();
            pseudo(builder, ":protocol", tunnel == null ? null : tunnel.getProtocol());
            for (HttpField field : request.getHeaders()) {
                builder.field(
                        field.getName().toLowerCase(Locale.ROOT), field.getValue() == null ? "" : field.getValue());
            }
            builder.length(builder.decoded());
            builder.complete(ended);
        } catch (BadMessageException e) {
            fault = e;
        }
        return new JettyHead(builder.head(), builder.notes(), fault);
    }

    private static void pseudo(HeadBuilder builder, String name, String value) throws BadMessageException {
        if (value != null) {
            builder.field(name, value);
        }
    }

    private static JettyHead text(Request request, Limits limits) {
        RequestParser parser = new RequestParser(limits);
        HeadWriter text = text(request);
        BadMessageException fault = null;
        try {
            parser.parse(ByteBuffer.wrap(text.array(), 0, text.length()));
        } catch (BadMessageException e) {
            fault = e;
        }
        return new JettyHead(parser.head(), parser.notes(), fault);
    }

    /** The head of an HTTP/1 request as on the wire. */
    static HeadWriter text(Request request) {
        boolean old = request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_0;
        HeadWriter out = new HeadWriter();
        out.requestLine(
                request.getMethod(),
                request.getHttpURI().getPathQuery(),
                old ? ProtocolVersion.HTTP_1_0 : ProtocolVersion.HTTP_1_1);
        for (HttpField field : request.getHeaders()) {
            out.field(field.getName(), field.getValue() == null ? "" : field.getValue());
        }
        return out.end();
    }
}
