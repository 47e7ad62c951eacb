package io.gangway.jetty;

import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Client;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Tunnel;
import io.gangway.exchange.VirtualHosts;
import io.gangway.http.Fields;
import io.gangway.server.Engine;
import io.gangway.server.connection.ClientStream;
import io.gangway.server.connection.GenerationRef;
import io.gangway.server.connection.ServedConnection;
import io.gangway.server.connection.ServerContext;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.TunnelSupport;
import org.eclipse.jetty.util.Callback;

/**
 * One exchange of a request whose connection Jetty keeps: a stream of HTTP/2, or a request under Jetty's TLS. Confined
 * to its loop.
 */
final class JettyStream extends ClientStream<JettyBody, JettySink> implements ServedConnection {
    /** Fields of an upgrade of HTTP/1.1, which the response to an extended CONNECT does not have (RFC 8441, 5). */
    private static final List<String> UPGRADE_FIELDS = List.of("Upgrade", "Connection", "Sec-WebSocket-Accept");

    private final Engine engine;
    private final Request request;
    private final org.eclipse.jetty.server.Response response;
    private final Callback callback;
    private final JettyHead head;
    private final JettyClient client;
    private final boolean http2;

    private JettyTunnel upgrade;
    private boolean ended;

    JettyStream(
            Engine engine,
            Request request,
            org.eclipse.jetty.server.Response response,
            Callback callback,
            VirtualHosts hosts,
            JettyHead head,
            Content.Chunk first) {
        super(new JettyBody(request, head.head(), first, engine.nextLoop()));
        this.engine = engine;
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.head = head;
        client = new JettyClient(request.getConnectionMetaData(), hosts.listen(), engine);
        http2 = JettyHead.isStream(request);
        request.addIdleTimeoutListener(timeout -> false);
        request.addFailureListener(cause -> loop().execute(this::clientGone));
    }

    /** Starts the exchange. Called on Jetty's thread, which does not use the request afterwards. */
    void begin(GenerationRef ref, VirtualHosts hosts) {
        this.ref = ref;
        engine.opened(this);
        loop().execute(() -> start(hosts));
    }

    private void start(VirtualHosts hosts) {
        create(ref, hosts, head.head(), head.notes());
        if (head.fault() != null) {
            closes = true;
            exchange.log(LogLevel.INFO, head.fault().getMessage());
            exchange.end(head.fault().status());
        } else {
            exchange.start();
        }
    }

    private void clientGone() {
        if (!ended && upgrade == null) {
            exchange.clientGone();
        }
    }

    boolean isHttp2() {
        return http2;
    }

    /** Bytes that a tunnel has sent to the client. */
    long tunnelled() {
        return upgrade == null ? 0 : upgrade.sent();
    }

    // ---- HttpStream

    @Override
    public Client client() {
        return client;
    }

    @Override
    protected JettySink createSink() {
        return new JettySink(this, exchange, response);
    }

    @Override
    protected ServerContext serverContext() {
        return engine;
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
            refuse(head101, tunnel);
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
        upgrade = new JettyTunnel(exchange, tunnel, endPoint, http2 ? Integer.parseInt(request.getId()) : 0);
        request.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, upgrade);
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

    private void refuse(Response head101, Tunnel tunnel) {
        exchange.log(
                LogLevel.ERROR,
                "Jetty has no tunnel for a request over "
                        + request.getConnectionMetaData().getProtocol() + ": no upgrade");
        head101.status(501);
        tunnel.failed(null);
        sink.head(new Response(501).contentLength(0).headerOnly(true));
        sink.write(RetainableByteBuffer.EMPTY, Sink.Mark.LAST);
    }

    @Override
    public boolean keepsAlive() {
        return !closes && head.head().keepAlive();
    }

    @Override
    public void abort() {
        closes = true;
        exchange.broken();
    }

    @Override
    public void ended(Exchange forExchange) {
        ended = true;
        body.cancel();
        sink.release();
        ref.release();
        if (upgrade != null) {
            upgrade.ended(null);
        } else if (sink.isComplete()) {
            callback.succeeded();
        } else {
            callback.failed(new Request.Handler.AbortException());
        }
        engine.closed(this);
    }

    // ---- ServedConnection

    @Override
    public void closeIfUsing(GenerationRef generation) {
        if (ref == generation) {
            cut();
        }
    }

    @Override
    public void cut() {
        if (exchange != null && !ended) {
            exchange.broken();
        }
    }
}
