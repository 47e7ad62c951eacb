package io.gangway.grpc;

import io.gangway.exchange.Exchange;
import io.gangway.http2.frame.FrameReader;
import io.gangway.http2.frame.Frames;
import io.gangway.http2.frame.HeaderBlockWriter;
import io.gangway.upstream.exchange.PassSettings;
import io.gangway.upstream.health.CheckProtocol;
import io.gangway.upstream.health.CheckRequest;
import io.gangway.upstream.health.CheckResponse;
import java.nio.ByteBuffer;

/**
 * The health checks of a location with {@code grpc_pass}, with its header fields and its TLS settings. Each check has a
 * connection of its own. Immutable.
 */
final class GrpcCheck implements CheckProtocol {
    private final GrpcSettings settings;

    GrpcCheck(GrpcSettings settings) {
        this.settings = settings;
    }

    @Override
    public PassSettings settings() {
        return settings;
    }

    @Override
    public boolean isGrpc() {
        return true;
    }

    /** A GET, of which only the status is looked at, unless {@code match} says more. */
    @Override
    public CheckRequest request(Exchange x) {
        return request(x, "GET", null);
    }

    @Override
    public CheckRequest call(Exchange x, byte[] message) {
        return request(x, "POST", message);
    }

    private CheckRequest request(Exchange x, String method, byte[] message) {
        GrpcRequest request = new GrpcRequest(settings, x);
        HeaderBlockWriter block = new HeaderBlockWriter();
        request.writeBlock(block, method, x.head().target());
        if (message != null) {
            add(block, "content-type", "application/grpc");
            add(block, "te", "trailers");
        }
        ByteBuffer[] parts = {
            ByteBuffer.wrap(FrameReader.PREFACE),
            Frames.clientSettings(Frames.DEFAULT_WINDOW),
            Frames.headers(1, block, message == null, Frames.DEFAULT_SIZE),
            message == null ? ByteBuffer.allocate(0) : Frames.dataHead(1, message.length, true),
            ByteBuffer.wrap(message == null ? new byte[0] : message)
        };
        int size = 0;
        for (ByteBuffer part : parts) {
            size += part.remaining();
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        for (ByteBuffer part : parts) {
            all.put(part);
        }
        return new CheckRequest(all.array(), request.engines(), request.beforeDial());
    }

    private void add(HeaderBlockWriter block, String name, String value) {
        if (!settings.headers.sets(name)) {
            block.field(name, value);
        }
    }

    @Override
    public CheckResponse response() {
        return new GrpcCheckResponse(settings.headSize());
    }

    @Override
    public String tlsFailure(Throwable cause) {
        return settings.tls == null ? null : settings.tls.reason(cause);
    }
}
