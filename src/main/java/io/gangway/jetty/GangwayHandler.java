package io.gangway.jetty;

import io.gangway.conf.Environment;
import io.gangway.exchange.VirtualHosts;
import io.gangway.http.HeadWriter;
import io.gangway.server.Engine;
import io.gangway.server.HostedEngine;
import io.gangway.server.HostedHead;
import io.gangway.server.connection.GenerationRef;
import java.io.File;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a configuration within a Jetty server's core environment. With the first request it takes over a whole plain
 * connection of HTTP/1.1: from then on Gangway's own HTTP/1.1 implementation reads and writes it, as in the executable,
 * and Jetty only learns that it is closed. So this handler belongs in a context of {@code /}: later requests of the
 * connection never reach other contexts.
 *
 * <p>Jetty keeps connections over TLS and those of HTTP/2, and gives their requests one by one. A WebSocket over HTTP/2
 * (RFC 8441) is a stream of such a connection, unless {@code setConnectProtocolEnabled(false)} of Jetty's connection
 * factory forbids it.
 */
public final class GangwayHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(GangwayHandler.class);

    private static final String UNREADABLE = "the configuration could not be read: the log says why";

    private final Path file;
    private HostedEngine hosted;

    /**
     * Creates a handler, not started.
     *
     * @param file the configuration; relative paths are resolved against its directory
     */
    public GangwayHandler(String file) {
        this.file = Path.of(file).toAbsolutePath();
    }

    /** Reads the configuration. An error in it is logged in one line, and requests get 503 until it is corrected. */
    @Override
    protected void doStart() throws Exception {
        hosted = new HostedEngine("/", file, temp(), false, LOG::info);
        relax();
        super.doStart();
    }

    /** The temporary directory of the current context, else the system's. */
    private Path temp() {
        Context context = ContextHandler.getCurrentContext(getServer());
        File directory = context == null ? null : context.getTempDirectory();
        return directory == null ? Environment.systemTemp() : directory.toPath().toAbsolutePath();
    }

    /** Makes Jetty accept every request target that nginx accepts: Jetty reads the first head of each connection. */
    private void relax() {
        // https://github.com/jetty/jetty.project/issues/11890: such targets are refused by default, by design.
        // This can go when a handler can set the rules for its own requests.
        for (Connector connector : getServer().getConnectors()) {
            for (ConnectionFactory factory : connector.getConnectionFactories()) {
                if (factory instanceof HttpConfiguration.ConnectionFactory http) {
                    http.getHttpConfiguration().setUriCompliance(UriCompliance.UNSAFE);
                }
            }
        }
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        hosted.close();
    }

    /** Never completes the callback of a request whose connection it takes over: for Jetty that request never ends. */
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Engine engine = hosted.engine();
        if (engine == null) {
            Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, UNREADABLE);
            return true;
        }
        ConnectionMetaData metaData = request.getConnectionMetaData();
        int port = metaData.getLocalSocketAddress() instanceof InetSocketAddress inet ? inet.getPort() : 0;
        GenerationRef ref;
        try {
            ref = engine.retain();
        } catch (IllegalStateException e) {
            // One of the last requests of a handler that is being stopped.
            Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
            return true;
        }
        VirtualHosts hosts = HostedEngine.hosts(ref.generation(), port, metaData.isSecure());
        Connection connection = metaData.getConnection();
        if (!metaData.isSecure()
                && connection instanceof Connection.UpgradeFrom http
                && connection.getEndPoint().getTransport() instanceof SocketChannel socket) {
            try {
                takeOver(engine, request, hosts, http, socket);
            } finally {
                ref.release();
            }
        } else {
            try {
                serve(engine, request, response, callback, ref, hosts);
            } catch (RuntimeException e) {
                ref.release();
                throw e;
            }
        }
        return true;
    }

    private static void takeOver(
            Engine engine, Request request, VirtualHosts hosts, Connection.UpgradeFrom http, SocketChannel socket) {
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        ByteBuffer early = early(JettyHead.text(request), http.onUpgradeFrom());
        // https://github.com/jetty/jetty.project/issues/14332: the time-out outlives an upgrade. This can go when a
        // connection that took over controls time-outs itself.
        endPoint.setIdleTimeout(0);
        endPoint.setConnection(new GivenConnection(endPoint));
        engine.accept(socket, hosts, early, endPoint::close);
    }

    /** Serves one request whose connection Jetty keeps. */
    private static void serve(
            Engine engine,
            Request request,
            Response response,
            Callback callback,
            GenerationRef ref,
            VirtualHosts hosts) {
        if (JettyHead.isStream(request)) {
            // send_timeout and client_body_timeout rule here, which may be longer.
            request.addHttpStreamWrapper(stream -> {
                stream.setIdleTimeout(0);
                return stream;
            });
        }
        Content.Chunk first = request.getTunnelSupport() == null ? request.read() : null;
        boolean ended = first != null && first.isLast() && !first.hasRemaining();
        HostedHead head =
                JettyHead.read(request, hosts.defaultServer().settings().limits(), ended);
        new JettyStream(engine, request, response, callback, hosts, head, first).begin(ref, hosts);
    }

    private static ByteBuffer early(HeadWriter head, ByteBuffer rest) {
        int restLength = BufferUtil.length(rest);
        ByteBuffer all = ByteBuffer.allocate(head.length() + restLength);
        head.writeTo(all);
        if (restLength > 0) {
            all.put(rest);
        }
        return all.flip();
    }
}
