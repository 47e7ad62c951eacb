package io.gangway.proxy;

import io.gangway.content.RequestBody;
import io.gangway.content.RewindableBody;
import io.gangway.core.LimitRate;
import io.gangway.core.UpstreamTlsProvider;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.http.HeadWriter;
import io.gangway.http.ProtocolVersion;
import io.gangway.loop.ConnectAttempt;
import io.gangway.loop.Leg;
import io.gangway.net.HostPort;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/**
 * The request to the upstream, the same for all peers that are tried: address, method, URI, header and body. Confined
 * to its loop.
 */
final class UpstreamRequest {
    private static final long MAX_CHUNK = 65536;

    private final ProxySettings settings;
    private final Exchange x;
    private ProxyPass.Target target;
    /** Null until it is needed. */
    private UpstreamTlsProvider.Identity identity;

    private String uri;
    private String method;
    private RequestBody body;
    private boolean streaming;
    private boolean chunked;
    /** Length of the body; -1 if there is none or it is sent in chunks. */
    private long length;
    /** {@code proxy_bind}; null for any address. */
    private SocketAddress local;
    /** Null unless the exchange is explained. */
    private String explainedHead;

    /** The kind of a connection from a configured local address. */
    private record Bound(Object tls, SocketAddress local) {}

    UpstreamRequest(ProxySettings settings, Exchange x) {
        this.settings = settings;
        this.x = x;
        target = settings.pass.target();
    }

    /** Computes an address with variables; false if it is invalid, which is logged. */
    boolean evaluate() {
        if (settings.pass.template() == null) {
            return true;
        }
        String url = settings.pass.template().render(x);
        try {
            target = ProxyPass.target(url);
        } catch (ProxyPass.BadSchemeException e) {
            x.log(LogLevel.ERROR, "invalid URL prefix in \"" + url + "\"");
            return false;
        } catch (HostPort.BadAddressException e) {
            x.log(LogLevel.ERROR, e.getMessage() + " in upstream \"" + url.substring(url.indexOf("//") + 2) + "\"");
            return false;
        }
        if (target.tls() && settings.tls == null) {
            x.log(LogLevel.ERROR, "invalid URL prefix in \"" + url + "\"");
            return false;
        }
        return true;
    }

    /** Prepares the body, buffered or streamed. {@code ready} is called unless the exchange has ended with an error. */
    void prepareBody(Runnable ready) {
        length = x.head().contentLength();
        boolean passBody = settings.passBody && settings.body == null;
        boolean none = length < 0 && !x.head().chunked();
        // HTTP/2 frames may carry more than Content-Length; only reading detects that.
        boolean empty = length == 0 && x.head().version() != ProtocolVersion.HTTP_2_0;
        if (none || empty && !x.location().settings().bodyBuffering().isInFileOnly()) {
            if (x.discardBody() == null) {
                ready.run();
            }
        } else if (x.isBodyDiscarded()) {
            withoutBody(passBody, ready);
        } else if (passBody
                && !settings.requestBuffering
                && (!x.head().chunked() || settings.version == ProtocolVersion.HTTP_1_1)) {
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

    /** Computes method, URI and local address; false if the URI is empty. */
    boolean prepareLine() {
        String part = target.uri();
        boolean variables = settings.pass.template() != null;
        if (variables && part.startsWith("?")) {
            part = "/" + part;
        }
        local = settings.bind.address(x);
        uri = UpstreamUri.of(x, part, variables, settings.pass.location());
        method = settings.method == null ? x.method() : settings.method.render(x);
        return !uri.isEmpty();
    }

    /** Creates a sender that writes the whole request to a connection; may be called again for another peer. */
    RequestSender sender(LoopScratch scratch, Leg leg, Runnable resume) {
        if (body instanceof RewindableBody rewindable) {
            rewindable.rewind();
        }
        HeadWriter out = scratch.writer();
        String ownBody = writeHead(out);
        if (ownBody != null) {
            out.text(ownBody);
        }
        RequestBody sent = settings.body == null && settings.passBody ? body : null;
        long buffer = x.location().settings().bodyBuffering().size();
        int chunkSize = chunked ? (int) Math.max(1, Math.min(MAX_CHUNK, buffer)) : 0;
        return new RequestSender(scratch, leg, scratch.written(), sent, chunkSize, resume);
    }

    /** Writes the head; returns the body of {@code proxy_set_body}, or null. */
    private String writeHead(HeadWriter out) {
        out.requestLine(method, uri, settings.version);
        if (settings.body == null) {
            settings.headers.write(out, x, length, chunked);
            return null;
        }
        String text = settings.body.render(x);
        settings.headers.write(out, x, text.length(), false);
        return text;
    }

    // ---- for an explanation

    /** In place of {@link #prepareBody}: describes a body that is not read. */
    void describeBody() {
        length = x.head().contentLength();
        if (x.head().chunked()) {
            boolean passBody = settings.passBody && settings.body == null;
            chunked = passBody && !settings.requestBuffering && settings.version == ProtocolVersion.HTTP_1_1;
            if (!chunked && settings.body == null) {
                x.explanation().assume("the body is empty; a longer one would have a Content-Length");
            }
        }
    }

    /** The head as it would be sent, one char per byte. After {@link #prepareLine}. */
    String head() {
        if (explainedHead == null) {
            HeadWriter out = new HeadWriter();
            writeHead(out);
            explainedHead = new String(out.array(), 0, out.length(), StandardCharsets.ISO_8859_1);
        }
        return explainedHead;
    }

    /** The value of a field in {@link #head}; null when it is not sent. */
    String field(String name) {
        return ProxyExplanation.field(head(), name);
    }

    /** The exchange that is proxied. */
    Exchange exchange() {
        return x;
    }

    ProxyPass.Target target() {
        return target;
    }

    String method() {
        return method;
    }

    /** Whether the body is streamed, so that it cannot be sent twice. */
    boolean isStreaming() {
        return streaming;
    }

    /**
     * Whether the method is one that nginx does not repeat by default (some of those that are not idempotent, RFC 9110,
     * section 9.2.2).
     */
    boolean isUnsafe() {
        return method.equals("POST") || method.equals("LOCK") || method.equals("PATCH");
    }

    /**
     * Whether the client requests an upgrade, which HTTP/1.0 ignores (RFC 9110, section 7.8), and it is passed to the
     * upstream.
     */
    boolean asksUpgrade() {
        return x.head().upgrade() != null
                && x.head().version().atLeast(ProtocolVersion.HTTP_1_1)
                && settings.headers.asksUpgrade(x);
    }

    /** Key of the connections that may be reused for this request; null for plain TCP from any address. */
    Object kind() {
        Object tls = target.tls() ? identity().kind() : null;
        return local == null ? tls : new Bound(tls, local);
    }

    private UpstreamTlsProvider.Identity identity() {
        if (identity == null) {
            identity = settings.tls.identity(x);
        }
        return identity;
    }

    /** A blocking task that must run before {@link #attempt}, on another thread; null for none. */
    Runnable beforeDial() {
        return target.tls() && identity().loads() ? identity()::load : null;
    }

    /** The parameters of a new connection to a peer. */
    ConnectAttempt attempt(SocketAddress peer) {
        return new ConnectAttempt(peer, local, settings.socketKeepalive, engines(), settings.connectMillis);
    }

    /** {@code proxy_limit_rate}: maximum read rate of the response, in bytes per second; 0 for no limit. */
    long limitRate() {
        return LimitRate.size(x, settings.limitRate);
    }

    /** Creates the TLS engine of a connection; null for plain TCP. */
    private Supplier<SSLEngine> engines() {
        if (!target.tls()) {
            return null;
        }
        String name = settings.tlsName == null ? target.host().host() : withoutPort(settings.tlsName.render(x));
        int port = target.host().port();
        UpstreamTlsProvider.Identity current = identity();
        return () -> current.engine(name, port);
    }

    private static String withoutPort(String name) {
        int end = name.startsWith("[") ? name.indexOf(']') + 1 : name.indexOf(':');
        return end <= 0 ? name : name.substring(0, end);
    }

    /** The upstream's URL in the error log: {@code http://127.0.0.1:8080/uri}; null before the URI is known. */
    String urlAt(String peer) {
        return uri == null ? null : target.scheme() + peer + (peer.startsWith("unix:") ? ":" : "") + uri;
    }
}
