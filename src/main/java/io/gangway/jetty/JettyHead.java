package io.gangway.jetty;

import io.gangway.http.BadMessageException;
import io.gangway.http.HeadBuilder;
import io.gangway.http.HeadWriter;
import io.gangway.http.Limits;
import io.gangway.http.ProtocolVersion;
import io.gangway.server.HostedHead;
import java.util.Locale;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.TunnelSupport;

/** Reads the head of a request that Jetty has read. */
final class JettyHead {
    private JettyHead() {}

    /** Whether a request is a stream of a connection that carries others. */
    static boolean isStream(Request request) {
        return request.getConnectionMetaData().getHttpVersion().getVersion() >= HttpVersion.HTTP_2.getVersion();
    }

    /**
     * Reads a head.
     *
     * @param ended whether no body follows
     */
    static HostedHead read(Request request, Limits limits, boolean ended) {
        return isStream(request)
                ? HostedHead.ofFields(builder -> fields(request, ended, builder), limits)
                : HostedHead.ofText(text(request), limits);
    }

    private static void fields(Request request, boolean ended, HeadBuilder builder) throws BadMessageException {
        HttpURI uri = request.getHttpURI();
        builder.field(":method", request.getMethod());
        pseudo(builder, ":scheme", uri.getScheme());
        pseudo(builder, ":authority", uri.getAuthority());
        pseudo(builder, ":path", uri.getPathQuery());
        TunnelSupport tunnel = request.getTunnelSupport();
        pseudo(builder, ":protocol", tunnel == null ? null : tunnel.getProtocol());
        for (HttpField field : request.getHeaders()) {
            builder.field(field.getName().toLowerCase(Locale.ROOT), field.getValue() == null ? "" : field.getValue());
        }
        builder.length(builder.decoded());
        builder.complete(ended);
    }

    private static void pseudo(HeadBuilder builder, String name, String value) throws BadMessageException {
        if (value != null) {
            builder.field(name, value);
        }
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
