package io.gangway.grpc;

import io.gangway.exchange.Exchange;
import io.gangway.http2.frame.HeaderBlockWriter;
import io.gangway.upstream.exchange.PassSettings;
import io.gangway.upstream.health.CheckProtocol;
import io.gangway.upstream.health.CheckRequest;
import io.gangway.upstream.health.CheckResponse;
import io.gangway.upstream.http2.request.StreamCheckRequest;
import io.gangway.upstream.http2.request.StreamCheckResponse;

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
        byte[] bytes = StreamCheckRequest.bytes(block, message);
        return new CheckRequest(bytes, request.engines(), request.beforeDial());
    }

    private void add(HeaderBlockWriter block, String name, String value) {
        if (!settings.headers.sets(name)) {
            block.field(name, value);
        }
    }

    @Override
    public CheckResponse response(boolean webSocket) {
        return new StreamCheckResponse(settings.headSize());
    }

    @Override
    public String tlsFailure(Throwable cause) {
        return settings.tls == null ? null : settings.tls.reason(cause);
    }
}
