package io.gangway.jetty;

import io.gangway.content.Response;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Tunnel;
import io.gangway.exchange.VirtualHosts;
import io.gangway.http.Fields;
import io.gangway.server.Engine;
import io.gangway.server.HostedHead;
import io.gangway.server.HostedStream;
import io.gangway.server.PendingUpgrade;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.TunnelSupport;
import org.eclipse.jetty.util.Callback;

/**
 * One exchange of a request whose connection Jetty keeps: a stream of HTTP/2, or a request under Jetty's TLS. Confined
 * to its loop.
 */
final class JettyStream extends HostedStream<JettyBody, JettySink> {
    /** Fields of an upgrade of HTTP/1.1, which the response to an extended CONNECT does not have (RFC 8441, 5). */
    private static final List<String> UPGRADE_FIELDS = List.of("Upgrade", "Connection", "Sec-WebSocket-Accept");

    private final Request request;
    private final org.eclipse.jetty.server.Response response;
    private final Callback callback;
    private final boolean http2;

    JettyStream(
            Engine engine,
            Request request,
            org.eclipse.jetty.server.Response response,
            Callback callback,
            VirtualHosts hosts,
            HostedHead head,
            Content.Chunk first) {
        super(
                engine,
                new JettyClient(request.getConnectionMetaData(), hosts.listen(), engine),
                head,
                new JettyBody(request, head.head(), first, engine.nextLoop()));
        this.request = request;
        this.response = response;
        this.callback = callback;
        http2 = JettyHead.isStream(request);
        request.addIdleTimeoutListener(timeout -> false);
        request.addFailureListener(cause -> loop().execute(this::clientGone));
    }

    private void clientGone() {
        if (!isEnded() && !handedOver) {
            exchange.clientGone();
        }
    }

    boolean isHttp2() {
        return http2;
    }

    // ---- HttpStream

    @Override
    protected JettySink createSink() {
        return new JettySink(this, exchange, response);
    }

    @Override
    public void interim(int status, Fields fields) {
        HttpFields.Mutable all = HttpFields.build();
        fields.forEach(field -> all.add(field.name(), field.value()));
        sink.interim(status, all);
    }

    @Override
    public void upgrade(Exchange forExchange, Response head101, Tunnel tunnel) {
        body.cancel();
        EndPoint endPoint = endPoint();
        if (endPoint == null) {
            String protocol = request.getConnectionMetaData().getProtocol();
            refuse(head101, tunnel, "Jetty has no tunnel for a request over " + protocol);
            return;
        }
        HttpFields.Mutable fields = response.getHeaders();
        sink.commit(head101);
        if (http2) {
            response.setStatus(200);
            UPGRADE_FIELDS.forEach(fields::remove);
        } else {
            fields.put("Connection", "upgrade");
        }
        upgrade = new PendingUpgrade(exchange, tunnel);
        handedOver = true;
        int stream = http2 ? Integer.parseInt(request.getId()) : 0;
        HostedLeg leg = new HostedLeg(client(), loop(), endPoint, stream);
        request.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, new JettyTunnel(endPoint, leg, upgrade));
        sink.afterInterim(callback::succeeded);
    }

    /** The bytes of the client; null when this Jetty does not give them. */
    private EndPoint endPoint() {
        if (!http2) {
            return request.getConnectionMetaData().getConnection().getEndPoint();
        }
        TunnelSupport support = request.getTunnelSupport();
        return support == null ? null : support.getEndPoint();
    }

    @Override
    protected void endRequest() {
        if (sink.isComplete()) {
            callback.succeeded();
        } else {
            callback.failed(new Request.Handler.AbortException());
        }
    }
}
