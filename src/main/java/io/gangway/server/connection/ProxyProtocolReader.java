package io.gangway.server.connection;

import io.gangway.errorlog.LogLevel;
import io.gangway.loop.LoopEndPoint;
import io.gangway.net.ProxyHeader;
import java.nio.ByteBuffer;

/**
 * The first stage of a connection with {@code listen … proxy_protocol}: reads the PROXY protocol header. Confined to
 * its loop.
 */
final class ProxyProtocolReader extends DetectingConnection {
    ProxyProtocolReader(LoopEndPoint endPoint, ConnectionContext context) {
        super(endPoint, context, ProxyHeader.MAX_LENGTH, "reading PROXY protocol");
    }

    @Override
    void detect(ByteBuffer bytes) {
        try {
            context().proxyHeader(ProxyHeader.take(bytes));
        } catch (ProxyHeader.InvalidProxyHeaderException e) {
            log(LogLevel.ERROR, e.getMessage());
            getEndPoint().close();
            return;
        }
        become(context().connections().detected(getEndPoint(), context()));
    }
}
