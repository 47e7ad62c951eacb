package io.gangway.websocket;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.Generation;
import io.gangway.exchange.TunnelFactory;
import io.gangway.http.Fields;
import io.gangway.loop.EventLoop;
import io.gangway.metrics.TunnelCounts;
import io.gangway.net.V6Text;
import io.gangway.websocket.frame.CloseCode;
import io.gangway.websocket.inspect.MessageRing;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * An open tunnel, for those who look at the running server. Its facts are computed when they are asked for. Confined to
 * its loop, except {@link #id()}, {@link #loop()} and {@link #isInspected()}.
 */
public final class LiveTunnel {
    private final long id;
    private final long openedMillis;
    private final Exchange exchange;
    private final RelayTunnel tunnel;

    /** The neighbours in the list of {@link LoopTunnels}. */
    LiveTunnel previous;

    LiveTunnel next;

    LiveTunnel(long id, Exchange exchange, RelayTunnel tunnel) {
        this.id = id;
        this.exchange = exchange;
        this.tunnel = tunnel;
        openedMillis = exchange.loop().currentTimeMillis();
    }

    /** A number that no other tunnel of the process has; later ones have greater numbers. */
    public long id() {
        return id;
    }

    /** The loop on which all other methods are called. */
    public EventLoop loop() {
        return exchange.loop();
    }

    // ---- where it comes from and goes to

    /** The value of {@code Upgrade} in the response, usually {@code websocket}. */
    public String protocol() {
        return exchange.response().fields().build().get("Upgrade");
    }

    /** Address and port of the client, as {@code realip} sees it, which may know no port. */
    public String client() {
        return text(exchange.remoteAddress());
    }

    private static String text(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet) || inet.getAddress() == null) {
            return "unix:";
        }
        String host = V6Text.of(inet.getAddress());
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return inet.getPort() == 0 ? name : name + ":" + inet.getPort();
    }

    /** {@code $server_name}. */
    public String server() {
        return exchange.server().name();
    }

    /** The name of its location; empty for a server level. */
    public String location() {
        return exchange.location().name() == null
                ? ""
                : exchange.location().name().text();
    }

    /** Name and position of its location in the configuration. */
    public String source() {
        return exchange.location().source().toString();
    }

    /** The host of {@code proxy_pass}: the name of an {@code upstream}, or an address. */
    public String upstream() {
        return exchange.variable("proxy_host");
    }

    /** The address of the peer. */
    public String peer() {
        String all = exchange.variable("upstream_addr");
        return all == null ? null : all.substring(all.lastIndexOf(' ') + 1);
    }

    /** The request line. */
    public String request() {
        return exchange.variable("request");
    }

    /** {@code Host} of the request, as it was sent; null for none. */
    public String host() {
        return exchange.variable("http_host");
    }

    /** Whether the client's connection is encrypted. */
    public boolean isSecure() {
        return "https".equals(exchange.variable("scheme"));
    }

    /** The fields of the request. */
    public Fields fields() {
        return exchange.head().fields();
    }

    /** {@code Sec-WebSocket-Protocol} of the response; null for none. */
    public String subprotocol() {
        return exchange.response().fields().build().get("Sec-WebSocket-Protocol");
    }

    /** {@code Sec-WebSocket-Extensions} of the response; null for none. */
    public String extensions() {
        return exchange.response().fields().build().get("Sec-WebSocket-Extensions");
    }

    /** The number of the HTTP/2 stream to the client; 0 for a connection of its own, with HTTP/1.1. */
    public int clientStream() {
        return tunnel.clientStream();
    }

    /** The number of the HTTP/2 stream to the upstream; 0 for a connection of its own, with HTTP/1.1. */
    public int upstreamStream() {
        return tunnel.upstreamStream();
    }

    /** The generation that it keeps in memory. */
    public Generation generation() {
        return exchange.generation();
    }

    // ---- its state

    /** When it was opened, in milliseconds since 1970. */
    public long openedMillis() {
        return openedMillis;
    }

    /** How long it has been open, or was. */
    public long ageMillis() {
        return tunnel.ageMillis();
    }

    /** The time since anything passed in either direction, in milliseconds. */
    public long idleMillis() {
        return tunnel.idleMillis();
    }

    /** Whether it is a bridge; else a tunnel in the narrow sense. */
    public boolean isBridge() {
        return tunnel.isBridge();
    }

    /** Whether a reload or the end of the process is going to end it. */
    public boolean isDraining() {
        return tunnel.isDraining();
    }

    /** Whether it has ended. */
    public boolean isClosed() {
        return tunnel.isClosed();
    }

    /** Whether its messages are recorded. Any thread. */
    public boolean isInspected() {
        return tunnel.messages() != null;
    }

    /** Its last messages; null unless {@code websocket_inspect} is on. For packages of this module. */
    @SuppressWarnings("exports")
    public MessageRing messages() {
        return tunnel.messages();
    }

    /** The counters that it shares with other tunnels. Any thread. */
    public TunnelCounts counts() {
        return tunnel.counts();
    }

    /** From the client. */
    public TunnelTraffic toUpstream() {
        return tunnel.toUpstream();
    }

    /** To the client. */
    public TunnelTraffic toClient() {
        return tunnel.toClient();
    }

    /**
     * Ends it between two messages: the client gets this code and reason, the upstream gets 1001. Does nothing when it
     * is ending already, or has ended.
     *
     * @param code one that may be sent, see {@link CloseCode#mayBeSent}
     * @param reason at most 123 bytes, one char per byte
     */
    public void end(int code, String reason) {
        tunnel.end(code, reason);
    }

    /**
     * Closes it after a delay, between two messages, with 1012 (Service Restart): its client should connect again. Does
     * nothing unless {@link #isSettled}.
     *
     * @param delayMillis at least 0
     */
    public void restart(long delayMillis) {
        tunnel.restart(delayMillis);
    }

    /** Whether it is a WebSocket that nothing is going to close: neither a close frame has passed nor a drain begun. */
    public boolean isSettled() {
        return tunnel.isSettled();
    }

    /** Where it leads to. */
    public TunnelFactory.Target target() {
        return tunnel.target();
    }

    Exchange exchange() {
        return exchange;
    }

    /** The facts that remain of it when it has ended. */
    TunnelClose close(TunnelState state) {
        return new TunnelClose(
                id,
                exchange.loop().currentTimeMillis(),
                ageMillis(),
                state == null ? 0 : state.closeCode(),
                state == null ? null : state.closedBy(),
                state == null ? null : state.closeReason(),
                client(),
                server(),
                location(),
                source(),
                upstream(),
                peer(),
                toUpstream(),
                toClient());
    }
}
