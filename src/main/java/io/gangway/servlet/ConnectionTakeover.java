package io.gangway.servlet;

import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Tunnel;
import io.gangway.loop.Leg;
import io.gangway.loop.Timer;
import io.gangway.server.ContainerLeg;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * A pending upgrade: the container writes the 101 response, then hands over the connection. Confined to the loop. A
 * client that disconnects meanwhile is noticed after {@code send_timeout} at the latest.
 */
final class ConnectionTakeover {
    private final ServletStream stream;
    private final Exchange exchange;
    private final Timer timer;
    /** Null once it has the leg, or after a failure. */
    private Tunnel tunnel;

    private Leg leg;
    private boolean handedOver;

    ConnectionTakeover(ServletStream stream, Exchange exchange, Tunnel tunnel) {
        this.stream = stream;
        this.exchange = exchange;
        this.tunnel = tunnel;
        timer = exchange.loop().timer(() -> failed(null));
    }

    void begin(ServletSink sink, Response head101, AsyncContext async) {
        Container container = stream.container();
        if (!container.canTakeOver()) {
            refuse(sink, head101);
            return;
        }
        timer.arm(exchange.location().settings().sendTimeoutMillis());
        try {
            if (exchange.head().isExtendedConnect()) {
                head101.fields().remove("Upgrade");
                head101.fields().remove("Sec-WebSocket-Accept");
                sink.commit(head101);
            } else {
                sink.commit(head101, "Connection", "upgrade");
            }
            container.takeOver(async, exchange.client(), exchange.loop(), this::taken);
            handedOver = true;
        } catch (IOException | RuntimeException e) {
            exchange.log(LogLevel.ERROR, "the container did not hand over the connection: " + e);
            failed(e);
        }
    }

    /** Responds with 501: the container can't hand over connections. */
    private void refuse(ServletSink sink, Response head101) {
        exchange.log(LogLevel.ERROR, "this servlet container cannot hand over connections: no upgrade");
        head101.status(501);
        Tunnel unopened = tunnel;
        tunnel = null;
        sink.head(new Response(501).contentLength(0).headerOnly(true));
        sink.write(RetainableByteBuffer.EMPTY, Sink.Mark.LAST);
        unopened.failed(null);
    }

    /** Called on a thread of the container. */
    private void taken(ContainerLeg containerLeg) {
        exchange.loop().execute(() -> {
            if (tunnel == null) {
                containerLeg.close();
                return;
            }
            try {
                leg = containerLeg.best();
            } catch (IOException e) {
                containerLeg.close();
                failed(e);
                return;
            }
            timer.cancel();
            Tunnel opened = tunnel;
            tunnel = null;
            opened.open(leg);
        });
    }

    private void failed(Throwable cause) {
        if (tunnel != null) {
            Tunnel unopened = tunnel;
            tunnel = null;
            timer.cancel();
            unopened.failed(cause);
            exchange.broken();
        }
    }

    /** Whether the container hands over the connection, so that it needs nothing more for this request. */
    boolean isHandedOver() {
        return handedOver;
    }

    /** Bytes that the tunnel has sent to the client. */
    long sent() {
        return leg == null ? 0 : leg.sent();
    }

    /** The exchange has ended, possibly before the connection was handed over. */
    void ended() {
        timer.cancel();
        if (tunnel != null) {
            Tunnel unopened = tunnel;
            tunnel = null;
            unopened.failed(null);
        }
    }
}
