package io.gangway.grpc;

import io.gangway.config.LocationBuilder;
import io.gangway.core.UpstreamTlsProvider;
import io.gangway.exchange.Template;
import io.gangway.upstream.exchange.HeaderRewrites;
import io.gangway.upstream.exchange.PassSettings;
import io.gangway.upstream.gateway.GatewayPass;
import java.util.List;

/** All settings of {@code grpc_pass} in one location, read once. Immutable. */
final class GrpcSettings extends PassSettings {
    private static final Protocol GRPC = new Protocol(
            GrpcDirectives.SHARED,
            List.of(
                    "Date",
                    "Server",
                    "X-Accel-Expires",
                    "X-Accel-Redirect",
                    "X-Accel-Limit-Rate",
                    "X-Accel-Buffering",
                    "X-Accel-Charset"),
            false,
            null);

    final GatewayPass pass;
    final GrpcHeaders headers;
    /** Null if TLS is not possible. */
    final UpstreamTlsProvider.Client tls;

    final Template tlsName;
    /** {@code grpc_http2_max_concurrent_streams}. */
    final int maxStreams;

    GrpcSettings(LocationBuilder location, GatewayPass pass) {
        super(
                location,
                GRPC,
                pass.node(),
                pass.target() == null ? null : pass.target().host(),
                HeaderRewrites.NONE);
        this.pass = pass;
        headers = new GrpcHeaders(
                location.get(GrpcDirectives.GRPC_SET_HEADER),
                Template.compile("$content_length", location.context().variables(), null));
        boolean variable = pass.target() == null;
        tls = variable || GrpcDirectives.SECURE.equalsIgnoreCase(pass.target().scheme())
                ? GrpcDirectives.TLS.client(location, pass.node(), variable, "grpcs")
                : null;
        tlsName = location.get(GrpcDirectives.TLS.name());
        maxStreams = location.get(GrpcDirectives.MAX_CONCURRENT_STREAMS);
    }
}
