package io.gangway.upstream.exchange;

import io.gangway.content.RequestBody;
import io.gangway.content.RewindableBody;
import io.gangway.core.LimitRate;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.http.BadMessageException;
import io.gangway.http.HeadWriter;
import io.gangway.http.ProtocolVersion;
import io.gangway.http.ResponseHead;
import io.gangway.http2.frame.HeaderBlockWriter;
import io.gangway.loop.ConnectAttempt;
import io.gangway.loop.Leg;
import io.gangway.net.HostPort;
import io.gangway.upstream.http2.HeadReceiver;
import io.gangway.upstream.http2.RequestStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/**
 * The request to the upstream, the same for all peers that are tried: address, head and body. A subclass knows the
 * protocol. Confined to its loop.
 */
public abstract class UpstreamRequest {
    private final PassSettings settings;
    private final Exchange x;

    /** Null until it is needed, and for plain TCP. */
    private RequestTls tls;

    private RequestBody body;
    private boolean streaming;
    private boolean chunked;
    /** Length of the body; -1 if there is none or it is unknown. */
    private long length;
    /** Whether the response may be stored, so that the request has no conditions and no range of the client. */
    private boolean cacheable;
    /** Maximum length of a head that is stored, in bytes. */
    private int maxStoredHead;
    /** Whether GET is sent for HEAD, so that the response can be stored. */
    private boolean headConverted;
    /** {@code proxy_bind}; null for any address. */
    private SocketAddress local;

    /** The kind of a connection from a configured local address. */
    private record Bound(Object tls, SocketAddress local) {}

    /** Creates a request that is evaluated later. */
    protected UpstreamRequest(PassSettings settings, Exchange x) {
        this.settings = settings;
        this.x = x;
    }

    // ---- what a protocol defines

    /** Computes an address with variables; false if it is invalid, which is logged. */
    protected abstract boolean evaluate();

    /** The address, after {@link #evaluate}. */
    protected abstract HostPort host();

    /** The address as a user would write it, for an explanation. */
    protected abstract String address();

    /**
     * Computes the rest of the request, once the body is prepared; false if it cannot be sent.
     *
     * @param log for the reason
     */
    protected abstract boolean compute(BiConsumer<LogLevel, String> log);

    /** The method, of which nginx repeats some only if it is told to. */
    protected abstract String method();

    /** Writes the head, and a body of its own if it {@link #replacesBody}. May be called again for another peer. */
    protected abstract void writeHead(HeadWriter out);

    /**
     * The framing of the body; null for none.
     *
     * @param chunked whether the length of the body is unknown
     */
    protected abstract BodyFraming framing(boolean chunked);

    /** Creates the reader of the response on a connection. */
    protected abstract ResponseReader reader(LoopScratch scratch, boolean reused, UpstreamLog log);

    /** The upstream's URL in the error log: {@code http://127.0.0.1:8080/uri}; null before the URI is known. */
    protected abstract String urlAt(String peer);

    /** Whether a body of an unknown length can be sent. */
    protected abstract boolean sendsUnknownLength();

    /** Whether the client's body is replaced by another one. */
    protected boolean replacesBody() {
        return false;
    }

    /** Whether the request goes over a stream of HTTP/2: then {@link #writeBlock} is used, not {@link #writeHead}. */
    protected boolean isMultiplexed() {
        return false;
    }

    /** Whether the request is an extended CONNECT (RFC 8441), whose stream stays open after the head. */
    protected boolean isExtendedConnect() {
        return false;
    }

    /** A peer was chosen for an attempt, the first one or another; nothing is known of its protocols. */
    protected void peerChosen() {
        // Most requests are the same for every peer.
    }

    /**
     * The chosen upstream does not allow extended CONNECT. Returns whether the request is sent to it over HTTP/1.1
     * instead; then it {@link #isMultiplexed} no more.
     */
    protected boolean fallsBack() {
        return false;
    }

    /**
     * The head of a response as it is handled, from the one that was received.
     *
     * @throws BadMessageException 502 if it does not fit the request
     */
    protected ResponseHead received(ResponseHead head) throws BadMessageException {
        return head;
    }

    /** The status of the response when {@link #compute} has failed. */
    protected int refusedStatus() {
        return 500;
    }

    /** Maximum number of streams of a connection. */
    protected int maxStreams() {
        throw new UnsupportedOperationException();
    }

    /** Writes the head as a header block of HTTP/2. May be called again for another peer. */
    protected void writeBlock(HeaderBlockWriter out) {
        throw new UnsupportedOperationException();
    }

    /** The text that is sent over a stream instead of the client's body; null if there is none. */
    protected String ownBody() {
        return null;
    }

    /** Whether a body follows the response head. */
    protected boolean expectsBody(ResponseHead head) {
        return head.hasBody(method());
    }

    /** Whether the connection can be reused once the body, if there is one, is complete. */
    protected abstract boolean allowsReuse(ResponseHead head, boolean hasBody);

    /** Whether nothing more follows on the connection after {@code following} bytes that came with the head. */
    protected abstract boolean isWhole(ResponseHead head, boolean hasBody, int following);

    /** Whether the protocol has upgrades, so that a 101 is one. */
    protected boolean mayUpgrade() {
        return false;
    }

    /** Whether the client requests an upgrade and it is passed to the upstream. */
    protected boolean asksUpgrade() {
        return false;
    }

    /** The TLS of the connections for this request, after {@link #evaluate}; null for plain TCP. */
    protected RequestTls createTls() {
        return null;
    }

    /** The protocol that is offered by ALPN; null for none. */
    public String alpn() {
        return null;
    }

    private RequestTls tls() {
        if (tls == null) {
            tls = createTls();
        }
        return tls;
    }

    /** Key of the TLS connections that may be reused for this request; null for plain TCP. */
    final Object tlsKind() {
        return tls() == null ? null : tls.kind();
    }

    /** A blocking task that must run before connecting, on another thread; null for none. */
    public final Runnable beforeDial() {
        return tls() == null ? null : tls.beforeDial();
    }

    /** Creates the TLS engine of a connection; null for plain TCP. */
    public final Supplier<SSLEngine> engines() {
        return tls() == null ? null : tls.engines(this::alpn);
    }

    /** Why a TLS handshake failed, in nginx's words; null for another failure. */
    final String tlsFailure(Throwable cause) {
        return tls() == null ? null : tls.failure(cause);
    }

    /** The key of the response in a cache, unless one is configured; after {@link #evaluate}. */
    protected abstract String defaultCacheKey();

    /** The same request for another exchange, which is a copy of this one. */
    protected abstract UpstreamRequest copy(Exchange other);

    /** Records the head and how it came about, after {@link #prepare}. */
    protected abstract void explain();

    // ---- what all have in common

    /** Prepares the body, buffered or streamed. {@code ready} is called unless the exchange has ended with an error. */
    void prepareBody(Runnable ready) {
        length = x.head().contentLength();
        boolean passBody = sendsBody();
        boolean none = length < 0 && !x.head().chunked();
        // HTTP/2 frames may carry more than Content-Length; only reading detects that.
        boolean empty = length == 0 && x.head().version() != ProtocolVersion.HTTP_2_0;
        if (none || empty && !x.location().settings().bodyBuffering().isInFileOnly()) {
            if (x.discardBody() == null) {
                ready.run();
            }
        } else if (x.isBodyDiscarded()) {
            withoutBody(passBody, ready);
        } else if (passBody && !settings.requestBuffering && (!x.head().chunked() || sendsUnknownLength())) {
            x.stream(streamed -> {
                streaming = !(streamed instanceof RewindableBody);
                chunked = streaming && x.head().chunked();
                length = streamed.length();
                body = streamed;
                ready.run();
            });
        } else {
            Consumer<RewindableBody> whole = buffered -> {
                if (buffered != null) {
                    body = buffered;
                    // An empty chunked body gives a subrequest no Content-Length.
                    boolean lengthUnknown = x.isSubrequest() && x.head().chunked() && buffered.length() == 0;
                    length = lengthUnknown ? -1 : buffered.length();
                    ready.run();
                }
            };
            x.buffer(whole);
        }
    }

    /**
     * Handles a body that was already sent to another upstream or discarded: a GET or HEAD, such as that of an error
     * page, continues without it; other methods end with 502.
     */
    private void withoutBody(boolean wanted, Runnable ready) {
        if (!wanted) {
            ready.run();
        } else if (x.method().equals("GET") || x.method().equals("HEAD")) {
            length = -1;
            ready.run();
        } else {
            x.log(
                    LogLevel.ERROR,
                    "the request body is no longer available: it was sent to another upstream or discarded");
            x.end(502);
        }
    }

    /** Computes the request and the local address; false if it cannot be sent. */
    final boolean prepare(BiConsumer<LogLevel, String> log) {
        local = settings.bind.address(x);
        return compute(log);
    }

    /** Creates a sender that writes the whole request to a connection; may be called again for another peer. */
    final RequestSender sender(LoopScratch scratch, Leg leg, ResponseReader reader, Runnable resume) {
        if (body instanceof RewindableBody rewindable) {
            rewindable.rewind();
        }
        if (leg instanceof RequestStream stream) {
            return sender(scratch, stream, (HeadReceiver) reader, resume);
        }
        writeHead(scratch.writer());
        return new RequestSender(scratch, leg, scratch.written(), sendsBody() ? body : null, framing(chunked), resume);
    }

    private RequestSender sender(LoopScratch scratch, RequestStream stream, HeadReceiver receiver, Runnable resume) {
        RequestBody sent = sendsBody() ? body : null;
        String own = ownBody();
        if (own != null && !own.isEmpty()) {
            ByteBuffer bytes = ByteBuffer.wrap(own.getBytes(StandardCharsets.ISO_8859_1));
            sent = new RewindableBody(x.loop(), bytes, null);
        }
        HeaderBlockWriter block = stream.block();
        writeBlock(block);
        boolean none = sent == null || sent.length() == 0 && sent.ended();
        stream.head(block, none && !isExtendedConnect(), receiver);
        return new RequestSender(scratch, stream, none ? null : sent, resume);
    }

    /** Whether the client's body is sent, if there is one. */
    protected final boolean sendsBody() {
        return settings.passBody && !replacesBody();
    }

    /** In place of {@link #prepareBody}: describes a body that is not read. */
    final void describeBody() {
        length = x.head().contentLength();
        if (x.head().chunked()) {
            chunked = sendsBody() && !settings.requestBuffering && sendsUnknownLength();
            if (!chunked && !replacesBody()) {
                x.explanation().assume("the body is empty; a longer one would have a Content-Length");
            }
        }
    }

    /**
     * The response may be stored.
     *
     * @param maxHead maximum length of its head, in bytes
     */
    final void cacheable(int maxHead) {
        cacheable = true;
        maxStoredHead = maxHead;
    }

    /** The response may not be stored. */
    final void notCacheable() {
        cacheable = false;
    }

    final int maxStoredHead() {
        return maxStoredHead;
    }

    /** Whether the response may be stored. */
    protected final boolean isCacheable() {
        return cacheable;
    }

    /** A HEAD is sent as GET. Before {@link #prepare}. */
    final void convertHead() {
        headConverted = true;
    }

    /** Whether GET is sent for HEAD. */
    protected final boolean isHeadConverted() {
        return headConverted;
    }

    /** The exchange that is passed. */
    protected final Exchange exchange() {
        return x;
    }

    /** Length of the body in bytes; -1 if there is none or it is unknown. */
    protected final long bodyLength() {
        return length;
    }

    /** Whether the length of the body is unknown. */
    protected final boolean isChunked() {
        return chunked;
    }

    /** Whether the body is streamed, so that it cannot be sent twice. */
    final boolean isStreaming() {
        return streaming;
    }

    /**
     * Whether the method is one that nginx does not repeat by default (some of those that are not idempotent, RFC 9110,
     * section 9.2.2).
     */
    final boolean isUnsafe() {
        return method().equals("POST") || method().equals("LOCK") || method().equals("PATCH");
    }

    /** Key of the connections that may be reused for this request; null for plain TCP from any address. */
    final Object kind() {
        Object tls = tlsKind();
        return local == null ? tls : new Bound(tls, local);
    }

    /** The parameters of a new connection to a peer. */
    final ConnectAttempt attempt(SocketAddress peer) {
        return new ConnectAttempt(peer, local, settings.socketKeepalive, engines(), settings.connectMillis);
    }

    /** {@code proxy_limit_rate}: maximum read rate of the response, in bytes per second; 0 for no limit. */
    final long limitRate() {
        return LimitRate.size(x, settings.limitRate);
    }
}
