package io.gangway.grpc;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.LOCATION_IF;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.upstream.exchange.PassDirectives;
import io.gangway.upstream.exchange.PassTls;
import io.gangway.upstream.gateway.GatewayPass;
import io.gangway.upstream.http2.request.StreamDirectives;
import java.util.List;
import java.util.stream.Stream;

/** The directives of gRPC. */
final class GrpcDirectives {
    static final String PLAIN = "grpc://";
    static final String SECURE = "grpcs://";

    /** The directives that other protocols have too. */
    static final PassDirectives SHARED = PassDirectives.unbuffered("grpc_", "Date, Server and X-Accel-...");

    /** The directives of grpcs servers. */
    static final PassTls TLS = new PassTls("grpc_", "grpcs", "host of grpc_pass");

    static final Directive<GatewayPass> GRPC_PASS = Directive.of(
                    "grpc_pass", 1, 1, r -> GatewayPass.read(r, PLAIN, SECURE))
            .namelessInherit()
            .syntax("[protocol://]address")
            .description("Passes requests to a gRPC server over HTTP/2: a host and port, a Unix socket (unix:path), or "
                    + "the name of an upstream. The protocol is grpc or, over TLS, grpcs. The address may contain "
                    + "variables. Requests and responses are passed on as they arrive, with their trailers.")
            .example("""
                    server {
                        listen 50051;
                        http2 on;
                        location / {
                            grpc_pass grpc://127.0.0.1:9000;
                        }
                    }""")
            .in(LOCATION, LOCATION_IF);

    static final Directive<List<GrpcHeaders.Setting>> GRPC_SET_HEADER = Directive.list(
                    "grpc_set_header", 2, 2, r -> new GrpcHeaders.Setting(r.arg(0), r.template(r.arg(1))))
            .syntax("field value")
            .defaultText("Content-Length $content_length")
            .description(
                    "Sets a field of the request to the gRPC server. The value may contain variables; a field with "
                            + "an empty value is not sent. Host is sent in place of :authority. One grpc_set_header on a level replaces all of "
                            + "the outer levels.")
            .differs(
                    "Fields that belong to a connection of HTTP/1 are never sent.",
                    "Connection|Keep-Alive|Proxy-Connection|Transfer-Encoding|Upgrade")
            .in(HTTP, SERVER, LOCATION);

    /** Maximum number of calls on a connection at the same time. */
    static final Directive<Integer> MAX_CONCURRENT_STREAMS =
            StreamDirectives.maxConcurrentStreams("grpc_", "grpc_pass grpc://127.0.0.1:9000;");

    static final List<Directive<?>> ALL = Stream.of(
                    List.of(GRPC_PASS, GRPC_SET_HEADER, MAX_CONCURRENT_STREAMS), SHARED.all(), TLS.all())
            .<Directive<?>>flatMap(List::stream)
            .toList();

    private GrpcDirectives() {}
}
