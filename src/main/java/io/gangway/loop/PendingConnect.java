package io.gangway.loop;

import io.gangway.conf.SystemError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * An upstream leg while it is being opened: the connect, then the TLS handshake if there is TLS, within one time limit.
 * Confined to its loop.
 */
final class PendingConnect implements EventLoop.Dialling, ManagedSelector.Selectable {
    private final SelectorEventLoop loop;
    private final ConnectAttempt attempt;
    private final ConnectAttempt.Listener listener;
    private final Timer timeout;
    private SocketChannel channel;
    private SelectionKey key;
    private EndPointLeg leg;
    private boolean over;

    /** Whether it is counted as a connection that has no end point yet. */
    private boolean counted;

    /** The entry of a leg that leads to this server itself; else null. */
    private SelfConnections.ConnectionEntry hop;

    PendingConnect(SelectorEventLoop loop, ConnectAttempt attempt, ConnectAttempt.Listener listener) {
        this.loop = loop;
        this.attempt = attempt;
        this.listener = listener;
        timeout = loop.timer(() -> failed(new SocketTimeoutException("Connection timed out")));
    }

    PendingConnect start() {
        timeout.arm(attempt.timeoutMillis());
        try {
            channel = open();
            channel.configureBlocking(false);
            boolean connected = channel.connect(attempt.address()) || channel.finishConnect();
            if (connected) {
                loop.execute(this::connected);
            } else {
                // Registered later, so that the socket of an attempt cancelled in this iteration is closed at once.
                loop.submit(this::register);
            }
        } catch (IOException | RuntimeException e) {
            loop.execute(() -> failed(e));
        }
        return this;
    }

    private void register(Selector selector) {
        if (over) {
            return;
        }
        try {
            key = channel.register(selector, SelectionKey.OP_CONNECT, this);
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
    }

    private SocketChannel open() throws IOException {
        WorkerConnections connections = loop.connections();
        connections.acquire();
        if (!connections.admit()) {
            throw new NoConnectionException(connections.refusal());
        }
        counted = true;
        SocketChannel opened = socket();
        if (attempt.address() instanceof UnixDomainSocketAddress) {
            loop.group().self().name(attempt.address(), opened);
            return opened;
        }
        return bound(opened);
    }

    private SocketChannel socket() throws IOException {
        StandardProtocolFamily family = attempt.address() instanceof InetSocketAddress inet
                ? inet.getAddress().getAddress().length == 4
                        ? StandardProtocolFamily.INET
                        : StandardProtocolFamily.INET6
                : StandardProtocolFamily.UNIX;
        try {
            return SocketChannel.open(family);
        } catch (IOException e) {
            throw new NoConnectionException("socket() failed (" + SystemError.of(e) + ")");
        }
    }

    private SocketChannel bound(SocketChannel inet) throws IOException {
        try {
            inet.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (attempt.keepAlive()) {
                inet.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            }
            if (attempt.local() != null) {
                inet.bind(attempt.local());
            }
        } catch (IOException | RuntimeException e) {
            inet.close();
            throw e;
        }
        return inet;
    }

    @Override
    public Runnable onSelected() {
        key.interestOps(0);
        return Invocable.from(Invocable.InvocationType.NON_BLOCKING, this::finish);
    }

    @Override
    public void updateKey() {}

    @Override
    public void replaceKey(SelectionKey key) {
        this.key = key;
    }

    private void finish() {
        if (over) {
            return;
        }
        try {
            channel.finishConnect();
            connected();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void connected() {
        if (over) {
            return;
        }
        try {
            // Before, it may have no address. The other end asks for it with the first request.
            hop = loop.group().self().opened(attempt.address(), channel);
            counted = false;
            loop.adopt(channel, key, this::connection);
        } catch (UncheckedIOException e) {
            failed(e.getCause());
            return;
        } catch (IOException | RuntimeException | Error e) {
            failed(e);
            return;
        }
        if (attempt.tls() == null) {
            ready();
        }
    }

    private Connection connection(LoopEndPoint endPoint) {
        endPoint.hop(hop);
        if (attempt.tls() == null) {
            leg = new EndPointLeg(loop, endPoint, null);
            leg.hop(hop);
            return leg.connection();
        }
        if (!endPoint.acquireHeap(WorkerConnections.TLS)) {
            throw new UncheckedIOException(
                    new NoConnectionException(loop.connections().refusal()));
        }
        UpstreamTlsHandshake tls =
                new UpstreamTlsHandshake(loop, endPoint, attempt.tls().get(), this::ready, this::failed);
        leg = tls.leg();
        leg.hop(hop);
        return tls.connection();
    }

    private void ready() {
        if (!over) {
            over = true;
            timeout.cancel();
            listener.connected(leg);
        }
    }

    private void failed(Throwable cause) {
        if (!over) {
            cancel();
            listener.failed(cause);
        }
    }

    @Override
    public void cancel() {
        if (over) {
            return;
        }
        over = true;
        timeout.cancel();
        if (leg != null) {
            leg.close();
        } else {
            // Nothing was sent: nothing can be lost.
            IO.close(channel);
        }
        if (counted) {
            counted = false;
            loop.connections().release();
        }
        if (hop != null && leg == null) {
            hop.close();
        }
    }
}
