package io.gangway.server;

import io.gangway.core.Dial;
import io.gangway.core.Loop;
import io.gangway.core.Timer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
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
            if (connected) {
                loop.execute(this::connected);
            } else {
                key = channel.register(loop.getSelector(), SelectionKey.OP_CONNECT, this);
            }
        } catch (IOException | RuntimeException e) {
            loop.execute(() -> failed(e));
        }
        return this;
    }

    private SocketChannel open() throws IOException {
        if (dial.address() instanceof UnixDomainSocketAddress) {
            return SocketChannel.open(StandardProtocolFamily.UNIX);
        }
        boolean v4 = ((InetSocketAddress) dial.address()).getAddress().getAddress().length == 4;
        SocketChannel inet = SocketChannel.open(v4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
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
            loop.adopt(channel, key, this::connection);
        } catch (IOException | RuntimeException | Error e) {
            failed(e);
            return;
        }
        if (dial.tls() == null) {
            ready();
        }
    }

    private Connection connection(LoopEndPoint endPoint) {
        if (dial.tls() == null) {
            leg = new EndPointLeg(loop, endPoint, null);
            return leg.connection();
        }
        UpstreamTls tls = new UpstreamTls(loop, endPoint, dial.tls().get(), this::ready, this::failed);
        leg = tls.leg();
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
    }
}
