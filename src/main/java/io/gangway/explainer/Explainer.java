package io.gangway.explainer;

import io.gangway.exchange.Attachments;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Generation;
import io.gangway.explain.ExplainException;
import io.gangway.explain.ExplainedRequest;
import io.gangway.explain.Explanation;
import io.gangway.explain.ExplanationRecorder;
import io.gangway.explain.ExplanationStep.Topic;
import io.gangway.http2.Http2Settings;
import io.gangway.net.Network;
import io.gangway.net.TlsHello;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Explains requests with one generation: an exchange of the server's own kind runs through its phases and records what
 * they decide. Any thread.
 */
public final class Explainer {
    /** Any port that a client may have. */
    private static final int CLIENT_PORT = 50_000;

    private static final int MISDIRECTED_REQUEST = 421;
    private static final int PLAIN_ON_TLS = 497;

    private Explainer() {}

    /**
     * Explains a request. Reads files that the server would look at; connects to nothing, writes nothing, and counts
     * nothing.
     *
     * @throws ExplainException when the request cannot be explained: a broken URL or field, no {@code listen} for it
     */
    public static Explanation explain(Generation generation, ExplainedRequest request) {
        ExplainedUrl url = ExplainedUrl.parse(request.url());
        SocketAddress client = client(request.client());
        ExplanationRecorder recorder = new ExplanationRecorder();
        ListenChoice listen = ListenChoice.of(generation, url, recorder);
        boolean webSocket = request.isWebSocket() || url.webSocket();
        boolean extendedConnect =
                request.isHttp2() && listen.http2(webSocket, recorder).extendedConnect();
        ExplainedHead head = ExplainedHead.of(
                request, url, listen.hosts().defaultServer().settings().limits(), extendedConnect);
        ExplainedLoop loop = new ExplainedLoop();
        boolean tls = listen.hosts().listen().ssl() && (url.tls() || url.host() == null);
        ExplainedClient from = new ExplainedClient(
                client,
                listen.local(),
                listen.hosts().listen(),
                tls,
                tls ? new TlsHello(listen.serverName(), "", "") : null,
                new Attachments());
        ExplainedStream stream = new ExplainedStream(from, loop, recorder);
        Exchange exchange = new Exchange(generation, listen.hosts(), head.head(), stream, recorder);
        if (head.fault() != null) {
            recorder.refused(head.fault().getMessage());
            recorder.step(
                    Topic.REQUEST, "the head is not accepted: " + head.fault().getMessage());
            exchange.end(head.fault().status());
        } else if (request.isHttp2()
                && !Http2Settings.isOn(exchange.server(), listen.hosts().listen())) {
            recorder.refused("HTTP/2 is off for this server");
            recorder.step(Topic.REQUEST, "HTTP/2 is off for this server, and on for the one of the connection: 421");
            exchange.end(MISDIRECTED_REQUEST);
        } else if (listen.hosts().listen().ssl() && !tls) {
            recorder.refused("client sent plain HTTP request to HTTPS port");
            recorder.step(Topic.REQUEST, "plain HTTP on a port with TLS: the client gets 400, as from error 497");
            exchange.end(PLAIN_ON_TLS);
        } else {
            exchange.start();
        }
        loop.run();
        if (recorder.status() == 0) {
            recorder.refused("a phase waits for something that does not happen in an explanation");
        }
        return recorder.explanation(request.url(), head.text());
    }

    private static SocketAddress client(String text) {
        String host = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        byte[] address = Network.address(host);
        if (address == null) {
            throw new ExplainException(
                    "invalid client address \"" + text + "\" (expected: a literal, such as 10.0.0.7 or ::1)");
        }
        return new InetSocketAddress(Network.inetAddress(address), CLIENT_PORT);
    }
}
