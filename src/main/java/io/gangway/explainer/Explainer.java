package io.gangway.explainer;

import io.gangway.exchange.Attachments;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Generation;
import io.gangway.explain.ExplainException;
import io.gangway.explain.ExplainedRequest;
import io.gangway.explain.Explanation;
import io.gangway.explain.ExplanationRecorder;
import io.gangway.explain.ExplanationStep.Topic;
import io.gangway.http.BadMessageException;
import io.gangway.http.RequestParser;
import io.gangway.net.Network;
import io.gangway.net.TlsHello;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Explains requests with one generation: an exchange of the server's own kind runs through its phases and records what
 * they decide. Any thread.
 */
public final class Explainer {
    /** Any port that a client may have. */
    private static final int CLIENT_PORT = 50_000;

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
        String head = ExplainedHead.of(request, url);
        ExplanationRecorder recorder = new ExplanationRecorder();
        ListenChoice listen = ListenChoice.of(generation, url, recorder);
        RequestParser parser =
                new RequestParser(listen.hosts().defaultServer().settings().limits());
        BadMessageException fault = parse(parser, head);
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
        Exchange exchange = new Exchange(generation, listen.hosts(), parser.head(), stream, recorder);
        if (fault != null) {
            recorder.refused(fault.getMessage());
            recorder.step(Topic.REQUEST, "the head is not accepted: " + fault.getMessage());
            exchange.end(fault.status());
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
        return recorder.explanation(request.url(), head);
    }

    private static BadMessageException parse(RequestParser parser, String head) {
        try {
            boolean complete = parser.parse(ByteBuffer.wrap(head.getBytes(StandardCharsets.ISO_8859_1)));
            return complete ? null : new BadMessageException(400, "the head is incomplete", "");
        } catch (BadMessageException e) {
            return e;
        }
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
