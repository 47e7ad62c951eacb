package io.gangway.http2;

import static io.gangway.core.Context.HTTP;
import static io.gangway.core.Context.LOCATION;
import static io.gangway.core.Context.SERVER;

import io.gangway.conf.SizeValue;
import io.gangway.core.Context;
import io.gangway.core.Directive;
import io.gangway.core.Exchange;
import io.gangway.core.Module;
import io.gangway.core.Reader;
import io.gangway.core.Variables;
import io.gangway.http.Version;
import java.util.List;

/** The directives of HTTP/2, and {@code $http2}. */
public final class Http2Module implements Module {
    /** Whether a server speaks HTTP/2 beside HTTP/1. */
    public static final Directive<Boolean> HTTP2 =
            Directive.flag("http2").byDefault(false).since("1.25.1").in(HTTP, SERVER);

    /** How many requests of one connection may be under way. */
    public static final Directive<Integer> HTTP2_MAX_CONCURRENT_STREAMS = Directive.number(
                    "http2_max_concurrent_streams")
            .byDefault(128)
            .since("1.9.5")
            .in(HTTP, SERVER);

    /** Bytes of a request's body that a client may send before anybody asks for it. */
    public static final Directive<Long> HTTP2_BODY_PREREAD_SIZE = Directive.of(
                    "http2_body_preread_size", 1, 1, Http2Module::prereadSize)
            .byDefault(65536L)
            .since("1.11.0")
            .in(HTTP, SERVER);

    /** Most bytes of an answer in one frame. */
    public static final Directive<Long> HTTP2_CHUNK_SIZE = Directive.of(
                    "http2_chunk_size", 1, 1, Http2Module::chunkSize)
            .byDefault(8192L)
            .since("1.9.5")
            .in(HTTP, SERVER, LOCATION);

    private static final Directive<Long> HTTP2_RECV_BUFFER_SIZE = Directive.of(
                    "http2_recv_buffer_size", 1, 1, Http2Module::recvBufferSize)
            .withoutEffect()
            .since("1.9.5")
            .in(HTTP);

    private static final Directive<Long> HTTP2_POOL_SIZE = Directive.of("http2_pool_size", 1, 1, Http2Module::poolSize)
            .withoutEffect()
            .since("1.9.5")
            .in(HTTP, SERVER);

    private static final Directive<Integer> HTTP2_STREAMS_INDEX_SIZE = Directive.of(
                    "http2_streams_index_size", 1, 1, Http2Module::streamsIndexSize)
            .withoutEffect()
            .since("1.9.5")
            .in(HTTP, SERVER);

    /** nginx's greatest window (RFC 9113, 6.9.1). */
    private static final long MOST_PREREAD = Integer.MAX_VALUE;

    private static final long RECV_STATE = 16;
    private static final long LEAST_POOL = 112;
    private static final long POOL_ALIGNMENT = 16;

    private static final List<Directive<?>> ALL = List.of(
            HTTP2,
            HTTP2_MAX_CONCURRENT_STREAMS,
            HTTP2_BODY_PREREAD_SIZE,
            HTTP2_CHUNK_SIZE,
            HTTP2_RECV_BUFFER_SIZE,
            HTTP2_POOL_SIZE,
            HTTP2_STREAMS_INDEX_SIZE,
            obsolete("http2_recv_timeout", "client_header_timeout", HTTP, SERVER),
            obsolete("http2_idle_timeout", "keepalive_timeout", HTTP, SERVER),
            obsolete("http2_max_requests", "keepalive_requests", HTTP, SERVER),
            obsolete("http2_max_field_size", "large_client_header_buffers", HTTP, SERVER),
            obsolete("http2_max_header_size", "large_client_header_buffers", HTTP, SERVER),
            obsolete("http2_max_concurrent_pushes", null, HTTP, SERVER),
            obsolete("http2_push", null, HTTP, SERVER, LOCATION),
            obsolete("http2_push_preload", null, HTTP, SERVER, LOCATION));

    @Override
    public List<Directive<?>> directives() {
        return ALL;
    }

    @Override
    public void variables(Variables variables) {
        variables.define("http2", Http2Module::protocol);
    }

    private static String protocol(Exchange exchange) {
        if (exchange.head().version() != Version.HTTP_2_0) {
            return "";
        }
        return exchange.client().isSecure() ? "h2" : "h2c";
    }

    /** Known, without effect, and remarked upon wherever it stands. */
    private static Directive<Void> obsolete(String name, String instead, Context... contexts) {
        return Directive.<Void>of(name, 1, 1, r -> {
                    r.warn("the \"" + name + "\" directive is obsolete, "
                            + (instead == null ? "ignored" : "use the \"" + instead + "\" directive instead"));
                    return null;
                })
                .withoutEffect()
                .repeatable()
                .in(contexts);
    }

    private static Long prereadSize(Reader r) {
        long size = SizeValue.readSize(r.node());
        if (size > MOST_PREREAD) {
            throw r.error("the maximum body preread buffer size is " + MOST_PREREAD);
        }
        return size;
    }

    private static Long chunkSize(Reader r) {
        long size = SizeValue.readSize(r.node());
        if (size == 0) {
            throw r.error("the http2 chunk size cannot be zero");
        }
        return Math.min(size, Frames.LARGEST);
    }

    private static Long recvBufferSize(Reader r) {
        long size = SizeValue.readSize(r.node());
        if (size <= RECV_STATE) {
            throw r.error("\"" + r.node().name() + "\" directive value is too small");
        }
        return size;
    }

    private static Long poolSize(Reader r) {
        long size = SizeValue.readSize(r.node());
        if (size < LEAST_POOL) {
            throw r.error("the pool size must be no less than " + LEAST_POOL);
        }
        if (size % POOL_ALIGNMENT != 0) {
            throw r.error("the pool size must be a multiple of " + POOL_ALIGNMENT);
        }
        return size;
    }

    private static Integer streamsIndexSize(Reader r) {
        int size = r.number(r.arg(0));
        if (Integer.bitCount(size) != 1) {
            throw r.error("\"" + r.node().name() + "\" directive must be a power of two");
        }
        return size;
    }
}
