package io.gangway.server;

import io.gangway.conf.SystemError;
import io.gangway.core.Dial;
import io.gangway.core.Loop;
import io.gangway.core.NoConnectionException;
import io.gangway.core.Timer;
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

/** An upstream leg while it is being opened: connect, then TLS where asked for, within one time-out. Confined to its loop. */
final class PendingDial implements Loop.Dialling, ManagedSelector.Selectable {
    private final SelectorLoop loop;
    private final Dial dial;
    private final Dial.Listener listener;
    private final Timer timeout;
    private SocketChannel channel;
    private SelectionKey key;
    private EndPointLeg leg;
    private boolean over;

    /** Whether it counts as a connection that no end point has yet. */
    private boolean counted;

    /** Where it leads to this server itself; else null. */
    private SelfConnections.Hop hop;

    PendingDial(SelectorLoop loop, Dial dial, Dial.Listener listener) {
        this.loop = loop;
        this.dial = dial;
        this.listener = listener;
        timeout = loop.timer(() -> failed(new SocketTimeoutException("Connection timed out")));
    }

    PendingDial start() {
        timeout.arm(dial.timeoutMillis());
        try {
            channel = open();
            channel.configureBlocking(false);
            boolean connected = channel.connect(dial.address()) || channel.finishConnect();
            hop = loop.group().self().opened(dial.address(), channel);
            if (connected) {
                loop.execute(this::connected);
            } else {
                // Not yet: the socket of one that is cancelled in this turn is free at once then.
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
        connections.take();
        if (!connections.admit()) {
            throw new NoConnectionException(connections.refusal());
        }
        counted = true;
        SocketChannel opened = socket();
        if (dial.address() instanceof UnixDomainSocketAddress) {
            loop.group().self().name(dial.address(), opened);
            return opened;
        }
        return bound(opened);
    }

    private SocketChannel socket() throws IOException {
        StandardProtocolFamily family = dial.address() instanceof InetSocketAddress inet
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
            if (dial.keepAlive()) {
                inet.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            }
            if (dial.local() != null) {
                inet.bind(dial.local());
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
    public void replaceKey(SelectionKey newKey) {
        key = newKey;
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
            counted = false;
            loop.adopt(channel, key, this::connection);
        } catch (UncheckedIOException e) {
            failed(e.getCause());
            return;
        } catch (IOException | RuntimeException | Error e) {
            failed(e);
            return;
        }
        if (dial.tls() == null) {
            ready();
        }
    }

    private Connection connection(LoopEndPoint endPoint) {
        endPoint.hop(hop);
        if (dial.tls() == null) {
            leg = new EndPointLeg(loop, endPoint, null);
            leg.hop(hop);
            return leg.connection();
        }
        if (!endPoint.takeHeap(RequestHeap.TLS)) {
            throw new UncheckedIOException(
                    new NoConnectionException(loop.connections().refusal()));
        }
        UpstreamTls tls = new UpstreamTls(loop, endPoint, dial.tls().get(), this::ready, this::failed);
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
            // Nothing was sent on it: there is nothing to lose.
            IO.close(channel);
        }
        if (counted) {
            counted = false;
            loop.connections().give();
        }
        if (hop != null && leg == null) {
            hop.close();
        }
    }
}
