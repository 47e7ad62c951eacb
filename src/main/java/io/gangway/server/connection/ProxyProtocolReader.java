package io.gangway.server.connection;

import io.gangway.errorlog.LogLevel;
import io.gangway.loop.LoopEndPoint;
import io.gangway.loop.SelectorEventLoop;
import io.gangway.net.ProxyHeader;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.eclipse.jetty.io.Connection;

/** The first moment of a connection with {@code listen … proxy_protocol}: reads that header. Confined to its loop. */
public final class ProxyProtocolReader extends DetectingConnection {
    private final Supplier<Connection> next;

    /** @param next what the connection is behind the header; it must be {@link Connection.UpgradeTo} */
    public ProxyProtocolReader(
            LoopEndPoint endPoint, SelectorEventLoop loop, ConnectionContext context, Supplier<Connection> next) {
        super(endPoint, loop, context, ProxyHeader.LONGEST, "reading PROXY protocol");
        this.next = next;
    }

    @Override
    void look(ByteBuffer bytes) {
        try {
            context().proxyHeader(ProxyHeader.take(bytes));
        } catch (ProxyHeader.BrokenException e) {
            log(LogLevel.ERROR, e.getMessage());
            getEndPoint().close();
            return;
        }
        become(next.get());
    }
}
