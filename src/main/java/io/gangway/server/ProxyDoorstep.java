package io.gangway.server;

import io.gangway.core.Level;
import io.gangway.core.ProxyHeader;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.eclipse.jetty.io.Connection;

/** The first moment of a connection with {@code listen … proxy_protocol}: reads that header. Confined to its loop. */
final class ProxyDoorstep extends Doorstep {
    private final Supplier<Connection> next;

    /** @param next what the connection is behind the header; it must be {@link Connection.UpgradeTo} */
    ProxyDoorstep(LoopEndPoint endPoint, SelectorLoop loop, Acceptance acceptance, Supplier<Connection> next) {
        super(endPoint, loop, acceptance, ProxyHeader.LONGEST, "reading PROXY protocol");
        this.next = next;
    }

    @Override
    void look(ByteBuffer bytes) {
        try {
            acceptance().proxyHeader(ProxyHeader.take(bytes));
        } catch (ProxyHeader.BrokenException e) {
            log(Level.ERROR, e.getMessage());
            getEndPoint().close();
            return;
        }
        become(next.get());
    }
}
