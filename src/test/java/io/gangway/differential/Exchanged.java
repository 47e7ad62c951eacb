package io.gangway.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.ServerUnderTest;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionTimeoutException;

/** The bytes on the wire for one request, as text that can be compared. */
final class Exchanged {
    /** The text for a missing response. */
    static final String SILENCE = "(open, and nothing comes)\n";

    private final ServerUnderTest server;
    private final Map<String, ScriptedUpstream> backends;
    private final List<PairBackend> others;

    private final Duration patience;
    private final Normal normal;

    /** @param patience the maximum wait of each read */
    Exchanged(
            ServerUnderTest server,
            Map<String, ScriptedUpstream> backends,
            List<PairBackend> others,
            Duration patience) {
        this.server = server;
        this.backends = backends;
        this.others = others;
        this.patience = patience;
        this.normal = new Normal(server.site());
    }

    /** Plays a request; returns the response and what the backends received. */
    String play(PairRequest request) throws IOException {
        backends.values().forEach(ScriptedUpstream::clearRequests);
        others.forEach(PairBackend::clear);
        StringBuilder text = new StringBuilder();
        if (request.isHttp2()) {
            try (Http2Peer peer = Http2Peer.connect(server.port())) {
                peer.timeout(patience);
                converse(peer, request, text);
            }
        } else {
            converse(request, text);
        }
        awaitReceived(request.received());
        appendReceived(text);
        return text.toString().replaceFirst("^\n", "");
    }

    /** Waits for requests that no response of the client depends on. Those that are missing show in the text. */
    private void awaitReceived(int number) {
        if (received() >= number) {
            return;
        }
        try {
            await().pollInterval(Duration.ofMillis(1)).atMost(patience).until(() -> received() >= number);
        } catch (ConditionTimeoutException e) {
            assertThat(received()).isLessThan(number);
        }
    }

    private int received() {
        return backends.values().stream()
                .mapToInt(backend -> backend.requests().size())
                .sum();
    }

    private void appendReceived(StringBuilder text) {
        backends.forEach((name, backend) -> {
            for (RecordedRequest received : backend.requests()) {
                text.append("\n=== backend ").append(name).append(" received\n");
                text.append(normal.text(received.head() + received.body()));
            }
        });
        others.forEach(backend -> backend.append(text, normal));
    }

    private void converse(Http2Peer peer, PairRequest request, StringBuilder text) throws IOException {
        for (PairRequest.Step step : request.steps()) {
            String[] parts = server.site().fill(step.text()).split("\r\n\r\n", 2);
            String[] fields = parts[0].lines().skip(1).toArray(String[]::new);
            try {
                int stream = peer.open(parts[1].isEmpty(), fields);
                if (!parts[1].isEmpty()) {
                    peer.data(stream, parts[1], true);
                }
                text.append("\n=== response\n").append(response(peer.response(stream), fields));
            } catch (SocketTimeoutException e) {
                text.append(SILENCE);
            } catch (SocketException e) {
                text.append("(closed)\n");
            }
        }
    }

    private String response(Http2Peer.Response response, String[] request) {
        StringBuilder text = new StringBuilder();
        response.interim()
                .forEach(each ->
                        text.append("interim ").append(String.join(" | ", each)).append('\n'));
        if (!response.head().isEmpty()) {
            String head = PairRequest.HTTP2 + ' ' + response.status() + "\r\n"
                    + String.join(
                            "\r\n", response.head().subList(1, response.head().size()));
            boolean isHead = List.of(request).contains(":method: HEAD");
            text.append(
                    normal.response(new RawResponse(head, response.body(), response.body()), isHead ? "HEAD" : "GET"));
        }
        response.trailers().forEach(line -> text.append("trailer ").append(line).append('\n'));
        if (response.reset() >= 0) {
            text.append("(reset ").append(response.reset()).append(")\n");
        }
        return text.toString();
    }

    private void converse(PairRequest request, StringBuilder text) throws IOException {
        RawConnection connection = connect();
        try {
            boolean closed = false;
            for (PairRequest.Step step : request.steps()) {
                if (closed) {
                    connection.close();
                    connection = connect();
                }
                closed = step.closes();
                if (step.until() == null) {
                    play(connection, step, text);
                } else {
                    text.append(repeated(step));
                }
                awaitReceived(step.received());
            }
            if (request.toTheEnd()) {
                text.append("\n=== then\n");
                connection.halfClose();
                text.append(normal.text(connection.readUntilEnd())).append("(closed)\n");
            }
        } catch (SocketTimeoutException e) {
            text.append(SILENCE);
        } catch (EOFException e) {
            text.append("(broken off)\n");
        } catch (SocketException e) {
            // whether a close arrives as FIN or RST depends on timing
            text.append("(closed)\n");
        } finally {
            connection.close();
        }
    }

    private RawConnection connect() throws IOException {
        return RawHttp.connect(server.port()).timeout(patience);
    }

    private void play(RawConnection connection, PairRequest.Step step, StringBuilder text) throws IOException {
        connection.send(server.site().fill(step.text()));
        for (int i = 0; i < step.responses(); i++) {
            text.append("\n=== response\n").append(response(connection, step));
        }
        if (step.toTheClose()) {
            text.append(normal.text(connection.readUntilEnd()));
        }
    }

    /** The first response that contains the text; each request has its own connection. */
    private String repeated(PairRequest.Step step) throws IOException {
        long giveUp = System.nanoTime() + patience.toNanos();
        while (true) {
            try (RawConnection connection = connect()) {
                StringBuilder text = new StringBuilder();
                play(connection, step, text);
                if (text.indexOf(step.until()) >= 0 || System.nanoTime() > giveUp) {
                    return text.toString();
                }
            }
        }
    }

    private String response(RawConnection connection, PairRequest.Step step) throws IOException {
        if (step.raw()) {
            return normal.text(connection.readUntilEnd()) + "(closed)\n";
        }
        RawResponse response = connection.read(step.method());
        return response == null ? "(closed)\n" : normal.response(response, step.method());
    }
}
