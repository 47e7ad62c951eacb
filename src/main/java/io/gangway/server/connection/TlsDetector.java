package io.gangway.server.connection;

import io.gangway.core.ServerTlsProvider;
import io.gangway.errorlog.LogLevel;
import io.gangway.loop.LoopEndPoint;
import io.gangway.loop.WorkerConnections;
import io.gangway.metrics.TlsCounts;
import io.gangway.regex.RegexLimitException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.util.BufferUtil;

/**
 * The first stage of a connection to a TLS port. The first byte distinguishes a handshake from plain HTTP, which gets
 * nginx's error page for that case; the name in the ClientHello selects the server whose TLS settings apply. Confined
 * to its loop.
 */
final class TlsDetector extends DetectingConnection {
    private static final int HANDSHAKE_RECORD = 0x16;

    /** Maximum size of a TLS record with its header, and so of the ClientHello. */
    private static final int MAX_RECORD = 16384 + 5;

    /** The fatal alert unrecognized_name (RFC 8446 section 6). */
    private static final byte[] UNRECOGNIZED_NAME = {21, 3, 1, 0, 2, 2, 112};

    private static final byte[] INTERNAL_ERROR = {21, 3, 1, 0, 2, 2, 80};

    TlsDetector(LoopEndPoint endPoint, ConnectionContext context) {
        super(endPoint, context, MAX_RECORD, "SSL handshaking");
    }

    @Override
    void clientClosed(boolean silent) {
        log(LogLevel.INFO, silent ? "client closed connection" : "peer closed connection in SSL handshake");
    }

    @Override
    void detect(ByteBuffer bytes) {
        int kind = Byte.toUnsignedInt(bytes.get(bytes.position()));
        if (kind != HANDSHAKE_RECORD && kind < 0x80) {
            context().plainOnTls();
            become(context().connections().http1(getEndPoint(), context()));
            return;
        }
        ClientHello hello = ClientHello.of(bytes);
        if (!hello.complete() && BufferUtil.space(bytes) > 0) {
            awaitMore();
            return;
        }
        stopWaiting();
        context().tlsHello(hello.content());
        handshake();
    }

    private void handshake() {
        ServerTlsProvider.EngineFactory making;
        try {
            making = context().tlsEngine();
        } catch (RegexLimitException e) {
            log(LogLevel.ALERT, e.getMessage());
            refuse(INTERNAL_ERROR);
            return;
        }
        if (making == null) {
            log(LogLevel.INFO, "handshake rejected");
            refuse(UNRECOGNIZED_NAME);
        } else if (making.blocks()) {
            startWaiting();
            loop().offload(making::make, this::made);
        } else {
            handshake(making.make());
        }
    }

    private void made(SSLEngine engine, Throwable failure) {
        stopWaiting();
        if (isGone()) {
            return;
        }
        if (failure == null) {
            handshake(engine);
            return;
        }
        log(LogLevel.ERROR, failure.getMessage());
        refuse(INTERNAL_ERROR);
    }

    private void handshake(SSLEngine engine) {
        if (!getEndPoint().acquireHeap(WorkerConnections.TLS)) {
            loop().connections().refused(WorkerConnections.MEMORY);
            getEndPoint().close();
            return;
        }
        context().offerHttp2(engine);
        become(context().connections().handshake(getEndPoint(), context(), engine));
    }

    private void refuse(byte[] alert) {
        context().tlsFailed(TlsCounts.Failure.OTHER);
        try {
            getEndPoint().flush(ByteBuffer.wrap(alert));
        } catch (IOException e) {
            // The client has closed the connection already.
        }
        getEndPoint().close();
    }
}
