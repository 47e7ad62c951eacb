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
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/** What is sent to whichever peer is asked: address, method, uri, header and body. Confined to its loop. */
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
    /** Of the body; -1 when there is none or it is sent in chunks. */
    private long length;
    /** {@code proxy_bind}; null for any address. */
    private SocketAddress local;

    /** The kind of a connection from a given address. */
    private record Bound(Object tls, SocketAddress local) {}

    UpstreamRequest(ProxySettings settings, Exchange x) {
        this.settings = settings;
        this.x = x;
        target = settings.pass.target();
    }

    /** Computes an address that has variables; false when it is none, which is logged. */
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

    /** Makes the body ready: whole, or to be streamed. {@code ready} is called unless the exchange was ended with an error. */
    void prepareBody(Runnable ready) {
        length = x.head().contentLength();
        boolean passed = settings.passBody && settings.body == null;
        boolean none = length < 0 && !x.head().chunked();
        // Frames of HTTP/2 may bring more than the length says: that is found out by reading.
        boolean empty = length == 0 && x.head().version() != ProtocolVersion.HTTP_2_0;
        if (none || empty && !x.location().settings().bodyBuffering().isInFileOnly()) {
            if (x.discardBody() == null) {
                ready.run();
            }
        } else if (x.isBodyGone()) {
            withoutBody(passed, ready);
        } else if (passed
                && !settings.requestBuffering
                && (!x.head().chunked() || settings.version == ProtocolVersion.HTTP_1_1)) {
            x.stream(coming -> {
                streaming = !(coming instanceof RewindableBody);
                chunked = streaming && x.head().chunked();
                length = coming.length();
                body = coming;
                ready.run();
            });
        } else {
            Consumer<RewindableBody> whole = buffered -> {
                if (buffered != null) {
                    body = buffered;
                    // A client's chunks say no length that a subrequest without a body could name.
                    boolean unsaid = x.isSubrequest() && x.head().chunked() && buffered.length() == 0;
                    length = unsaid ? -1 : buffered.length();
                    ready.run();
                }
            };
            x.buffer(whole);
        }
    }

    /** An error page may be asked for without the body that another upstream has got; a request that needs it may not. */
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

    /** Computes method and uri; false when there is no uri. */
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

    /** Ready to be sent on a connection, from the start. */
    RequestSender sender(LoopScratch bench, Leg leg, Runnable goOn) {
        if (body instanceof RewindableBody again) {
            again.rewind();
        }
        HeadWriter out = bench.writer().requestLine(method, uri, settings.version);
        RequestBody sent = null;
        if (settings.body == null) {
            sent = settings.passBody ? body : null;
            settings.headers.write(out, x, length, chunked);
        } else {
            String text = settings.body.render(x);
            settings.headers.write(out, x, text.length(), false);
            out.text(text);
        }
        long buffer = x.location().settings().bodyBuffering().size();
        int chunkSize = chunked ? (int) Math.max(1, Math.min(MAX_CHUNK, buffer)) : 0;
        return new RequestSender(bench, leg, bench.written(), sent, chunkSize, goOn);
    }

    /** Whose request it is. */
    Exchange exchange() {
        return x;
    }

    ProxyPass.Target target() {
        return target;
    }

    String method() {
        return method;
    }

    /** Whether the body goes on as it comes, so that it can't be sent twice. */
    boolean isStreaming() {
        return streaming;
    }

    /** Whether nginx takes a repetition of it for harmful (RFC 9110, 9.2.2, in part). */
    boolean isUnsafe() {
        return method.equals("POST") || method.equals("LOCK") || method.equals("PATCH");
    }

    /** Whether the client wants an upgrade, which HTTP/1.0 has not (RFC 9110, 7.8), and the upstream is asked for it. */
    boolean asksUpgrade() {
        return x.head().upgrade() != null
                && x.head().version().atLeast(ProtocolVersion.HTTP_1_1)
                && settings.headers.asksUpgrade(x);
    }

    /** Tells connections apart that are not interchangeable; null for plain TCP. */
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

    /** What must be done, by who may block, before {@link #attempt}; null for nothing. */
    Runnable beforeDial() {
        return target.tls() && identity().loads() ? identity()::load : null;
    }

    /** How a new connection to a peer is opened. */
    ConnectAttempt attempt(SocketAddress peer) {
        return new ConnectAttempt(peer, local, settings.socketKeepalive, engines(), settings.connectMillis);
    }

    /** {@code proxy_limit_rate}: bytes of the answer that are read in a second; 0 for all. */
    long limitRate() {
        return LimitRate.size(x, settings.limitRate);
    }

    /** Makes the TLS engine of a connection; null for plain TCP. */
    private Supplier<SSLEngine> engines() {
        if (!target.tls()) {
            return null;
        }
        String name = settings.tlsName == null ? target.host().host() : withoutPort(settings.tlsName.render(x));
        int port = target.host().port();
        UpstreamTlsProvider.Identity shown = identity();
        return () -> shown.engine(name, port);
    }

    private static String withoutPort(String name) {
        int end = name.startsWith("[") ? name.indexOf(']') + 1 : name.indexOf(':');
        return end <= 0 ? name : name.substring(0, end);
    }

    /** What the error log calls the upstream: {@code http://127.0.0.1:8080/uri}; null before the uri is known. */
    String urlAt(String peer) {
        return uri == null ? null : target.scheme() + peer + (peer.startsWith("unix:") ? ":" : "") + uri;
    }
}
