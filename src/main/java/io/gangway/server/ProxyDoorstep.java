package io.gangway.server;

import io.gangway.core.Level;
import io.gangway.core.ProxyHeader;
import io.gangway.core.Timer;
import java.io.IOException;
import java.util.function.Supplier;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** The first moment of a connection with {@code listen … proxy_protocol}: reads that header. Confined to its loop. */
final class ProxyDoorstep extends AbstractConnection.NonBlocking {
    private final SelectorLoop loop;
    private final Acceptance acceptance;
    private final Supplier<Connection> next;
    private final Timer timer;

    /** @param next what the connection is behind the header; it must be {@link Connection.UpgradeTo} */
    ProxyDoorstep(LoopEndPoint endPoint, SelectorLoop loop, Acceptance acceptance, Supplier<Connection> next) {
        super(endPoint, loop::execute);
        this.loop = loop;
        this.acceptance = acceptance;
        this.next = next;
        timer = loop.timer(this::expired);
    }

    @Override
    public void onOpen() {
        super.onOpen();
        timer.arm(acceptance.hosts().defaultServer().settings().headerTimeoutMillis());
        onFillable();
    }

    @Override
    public void onClose(Throwable cause) {
        super.onClose(cause);
        timer.cancel();
    }

    private void expired() {
        acceptance.log(
                Level.INFO,
                "client timed out (110: Connection timed out) while reading PROXY protocol",
                getEndPoint().getRemoteSocketAddress());
        getEndPoint().close();
    }

    @Override
    public void onFillable() {
        RetainableByteBuffer first = loop.buffers().acquire(ProxyHeader.LONGEST, true);
        try {
            int filled = getEndPoint().fill(first.getByteBuffer());
            if (filled == 0) {
                fillInterested();
            } else if (filled < 0) {
                getEndPoint().close();
            } else {
                timer.cancel();
                read(first);
            }
        } catch (IOException e) {
            // The client has reset the connection.
            getEndPoint().close();
        } finally {
            first.release();
        }
    }

    private void read(RetainableByteBuffer first) {
        try {
            acceptance.proxyHeader(ProxyHeader.take(first.getByteBuffer()));
        } catch (ProxyHeader.BrokenException e) {
            acceptance.log(
                    Level.ERROR,
                    e.getMessage() + " while reading PROXY protocol",
                    getEndPoint().getRemoteSocketAddress());
            getEndPoint().close();
            return;
        }
        Connection behind = next.get();
        getEndPoint().setConnection(behind);
        ((Connection.UpgradeTo) behind).onUpgradeTo(first.getByteBuffer());
        behind.onOpen();
    }
}
