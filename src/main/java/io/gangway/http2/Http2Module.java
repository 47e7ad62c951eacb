package io.gangway.http2;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.SizeValue;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.DirectiveBuilder;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Phase;
import io.gangway.exchange.Variables;
import io.gangway.http.ProtocolVersion;
import io.gangway.http2.frame.Frames;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The directives of HTTP/2, and {@code $http2}. */
public final class Http2Module implements Module {
    /** Whether a server speaks HTTP/2 beside HTTP/1. */
    static final Directive<Boolean> HTTP2 = Directive.flag("http2")
            .byDefault(false)
            .since("1.25.1")
            .description("Speaks HTTP/2 in addition to HTTP/1.")
            .in(HTTP, SERVER);

    /** Maximum number of open requests of one connection. */
    static final Directive<Integer> HTTP2_MAX_CONCURRENT_STREAMS = Directive.number("http2_max_concurrent_streams")
            .byDefault(128)
            .description("Sets how many requests of one HTTP/2 connection may be open at the same time.")
            .in(HTTP, SERVER);

    /** Bytes of a request's body that a client may send before the body is read. */
    static final Directive<Long> HTTP2_BODY_PREREAD_SIZE = Directive.of(
                    "http2_body_preread_size", 1, 1, Http2Module::prereadSize)
            .byDefault(65536L)
            .syntax("size")
            .description("Sets how much of a request body a client may send before the body is asked for.")
            .in(HTTP, SERVER);

    /** Whether clients may open WebSockets on streams of a connection. */
    static final Directive<Boolean> HTTP2_EXTENDED_CONNECT = Directive.flag("http2_extended_connect")
            .byDefault(true)
            .description("Lets browsers open WebSockets on their HTTP/2 connection (RFC 8441) and tells them so.")
            .example("http2_extended_connect off;")
            .danger("With \"off\" a browser opens a connection with HTTP/1.1 for each WebSocket.")
            .in(HTTP, SERVER);

    /** Whether a location accepts WebSockets on streams. */
    static final Directive<Boolean> ACCEPT_EXTENDED_CONNECT = Directive.flag("accept_extended_connect")
            .byDefault(true)
            .description("Accepts WebSockets that a browser opens on its HTTP/2 connection. With \"off\" they get 405.")
            .example("accept_extended_connect off;")
            .danger("A browser that knows from http2_extended_connect that it may open WebSockets on its HTTP/2 "
                    + "connection does not try HTTP/1.1 after the 405.")
            .in(HTTP, SERVER, LOCATION);

    /** {@code http2_chunk_size} of a location, bytes. */
    public static final AttachmentKey<Integer> CHUNK_SIZE = new AttachmentKey<>("http2_chunk_size");

    /** Maximum number of bytes of a response in one frame. */
    private static final Directive<Long> HTTP2_CHUNK_SIZE = Directive.of(
                    "http2_chunk_size", 1, 1, Http2Module::chunkSize)
            .byDefault(8192L)
            .syntax("size")
            .description("Sets the maximum size of a DATA frame of a response.")
            .in(HTTP, SERVER, LOCATION);

    /** nginx's greatest window (RFC 9113, 6.9.1). */
    private static final long MAX_PREREAD = Integer.MAX_VALUE;

    private static final long RECV_STATE = 16;
    private static final long MIN_POOL = 112;
    private static final long POOL_ALIGNMENT = 16;

    private static final List<Directive<?>> OF_SERVERS = Directive.withoutEffect(
            Set.of(HTTP, SERVER),
            Directive.of("http2_pool_size", 1, 1, Http2Module::poolSize)
                    .syntax("size")
                    .defaultText("4k")
                    .description("Sets how much memory an HTTP/2 connection reserves at once."),
            Directive.of("http2_streams_index_size", 1, 1, Http2Module::streamsIndexSize)
                    .syntax("number")
                    .defaultText("32")
                    .description("Sets the size of the table of streams of an HTTP/2 connection, a power of two."),
            obsolete("http2_recv_timeout", "client_header_timeout", "time", "30s")
                    .description(
                            "Limited the time between two reads of an HTTP/2 connection. Obsolete: client_header_timeout "
                                    + "does."),
            obsolete("http2_idle_timeout", "keepalive_timeout", "time", "3m")
                    .description(
                            "Set how long an idle HTTP/2 connection stays open. Obsolete: keepalive_timeout does."),
            obsolete("http2_max_requests", "keepalive_requests", "number", "1000")
                    .description("Limited the requests of one HTTP/2 connection. Obsolete: keepalive_requests does."),
            obsolete("http2_max_field_size", "large_client_header_buffers", "size", "4k")
                    .description(
                            "Limited the compressed size of a header field. Obsolete: large_client_header_buffers does."),
            obsolete("http2_max_header_size", "large_client_header_buffers", "size", "16k")
                    .description("Limited the size of a request's header. Obsolete: large_client_header_buffers does."),
            obsolete("http2_max_concurrent_pushes", null, "number", "10")
                    .description("Limited the number of server pushes at the same time. Obsolete."));

    private static final List<Directive<?>> OF_LOCATIONS = Directive.withoutEffect(
            Set.of(HTTP, SERVER, LOCATION),
            obsolete("http2_push", null, "uri | off", "off")
                    .description(
                            "Pushed a resource together with the response. Obsolete: browsers no longer take pushes."),
            obsolete("http2_push_preload", null, "on | off", "off")
                    .description("Pushed what Link fields with \"preload\" name. Obsolete."));

    private static final List<Directive<?>> ALL = Stream.of(
                    OF_SERVERS,
                    OF_LOCATIONS,
                    List.<Directive<?>>of(
                            HTTP2,
                            HTTP2_MAX_CONCURRENT_STREAMS,
                            HTTP2_BODY_PREREAD_SIZE,
                            HTTP2_CHUNK_SIZE,
                            HTTP2_EXTENDED_CONNECT,
                            ACCEPT_EXTENDED_CONNECT,
                            Directive.of("http2_recv_buffer_size", 1, 1, Http2Module::recvBufferSize)
                                    .withoutEffect()
                                    .syntax("size")
                                    .defaultText("256k")
                                    .description("Sets the size of the buffer in which a worker process reads HTTP/2.")
                                    .in(HTTP)))
            .flatMap(List::stream)
            .toList();

    @Override
    public List<Directive<?>> directives() {
        return ALL;
    }

    @Override
    public void variables(Variables variables) {
        variables.define("http2", Http2Module::protocol);
    }

    @Override
    public void compose(LocationBuilder location) {
        location.put(CHUNK_SIZE, location.get(HTTP2_CHUNK_SIZE).intValue());
        if (!location.get(ACCEPT_EXTENDED_CONNECT)) {
            location.phase(Phase.PREACCESS, new ExtendedConnectRefusal());
        }
        if (location.scope().context() == SERVER) {
            location.put(
                    Http2Settings.KEY,
                    new Http2Settings(
                            location.get(HTTP2_MAX_CONCURRENT_STREAMS),
                            location.get(HTTP2_BODY_PREREAD_SIZE).intValue(),
                            location.get(HTTP2),
                            location.get(HTTP2_EXTENDED_CONNECT)));
        }
    }

    private static String protocol(Exchange exchange) {
        if (exchange.head().version() != ProtocolVersion.HTTP_2_0) {
            return "";
        }
        return exchange.client().isSecure() ? "h2" : "h2c";
    }

    /** Known, without effect, and reported wherever it is used. */
    private static DirectiveBuilder<Void> obsolete(String name, String instead, String syntax, String byDefault) {
        return Directive.<Void>of(name, 1, 1, r -> {
                    r.warn("the \"" + name + "\" directive is obsolete, "
                            + (instead == null ? "ignored" : "use the \"" + instead + "\" directive instead"));
                    return null;
                })
                .repeatable()
                .syntax(syntax)
                .defaultText(byDefault);
    }

    private static Long prereadSize(DirectiveArguments r) {
        long size = SizeValue.readSize(r.node());
        if (size > MAX_PREREAD) {
            throw r.error("the maximum body preread buffer size is " + MAX_PREREAD);
        }
        return size;
    }

    private static Long chunkSize(DirectiveArguments r) {
        long size = SizeValue.readSize(r.node());
        if (size == 0) {
            throw r.error("the http2 chunk size cannot be zero");
        }
        return Math.min(size, Frames.LARGEST);
    }

    private static Long recvBufferSize(DirectiveArguments r) {
        long size = SizeValue.readSize(r.node());
        if (size <= RECV_STATE) {
            throw r.error("\"" + r.node().name() + "\" directive value is too small");
        }
        return size;
    }

    private static Long poolSize(DirectiveArguments r) {
        long size = SizeValue.readSize(r.node());
        if (size < MIN_POOL) {
            throw r.error("the pool size must be no less than " + MIN_POOL);
        }
        if (size % POOL_ALIGNMENT != 0) {
            throw r.error("the pool size must be a multiple of " + POOL_ALIGNMENT);
        }
        return size;
    }

    private static Integer streamsIndexSize(DirectiveArguments r) {
        int size = r.number(r.arg(0));
        if (Integer.bitCount(size) != 1) {
            throw r.error("\"" + r.node().name() + "\" directive must be a power of two");
        }
        return size;
    }
}
