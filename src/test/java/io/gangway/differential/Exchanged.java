package io.gangway.differential;

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
import java.util.Map;

/** What went over the wire for one request, as text that can be compared. */
final class Exchanged {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final ServerUnderTest server;
    private final Map<String, ScriptedUpstream> backends;
    private final Normal normal;

    Exchanged(ServerUnderTest server, Map<String, ScriptedUpstream> backends) {
        this.server = server;
        this.backends = backends;
        this.normal = new Normal(server.site());
    }

    /** Plays a request and writes down what came back and what reached the backends. */
    String play(PairRequest request) throws IOException {
        backends.values().forEach(ScriptedUpstream::clear);
        StringBuilder text = new StringBuilder();
        try (RawConnection connection = RawHttp.connect(server.port())) {
            connection.timeout(PATIENCE);
            converse(connection, request, text);
        }
        backends.forEach((name, backend) -> {
            for (RecordedRequest received : backend.requests()) {
                text.append("\n=== backend ").append(name).append(" received\n");
                text.append(normal.text(received.head() + received.body()));
            }
        });
        return text.toString();
    }

    private void converse(RawConnection connection, PairRequest request, StringBuilder text) throws IOException {
        try {
            for (PairRequest.Step step : request.steps()) {
                connection.send(server.site().fill(step.text()));
                for (int i = 0; i < step.answers(); i++) {
                    text.append("\n=== answer\n").append(answer(connection, step));
                }
            }
            if (request.toTheEnd()) {
                text.append("\n=== then\n");
                connection.halfClose();
                text.append(normal.text(connection.readUntilEnd())).append("(closed)\n");
            }
        } catch (SocketTimeoutException e) {
            text.append("(open, and nothing comes)\n");
        } catch (EOFException e) {
            text.append("(broken off)\n");
        } catch (SocketException e) {
            // whether a close arrives as FIN or RST depends on who was faster
            text.append("(closed)\n");
        }
    }

    private String answer(RawConnection connection, PairRequest.Step step) throws IOException {
        if (step.raw()) {
            return normal.text(connection.readUntilEnd()) + "(closed)\n";
        }
        RawResponse response = connection.read(step.method());
        return response == null ? "(closed)\n" : normal.response(response, step.method());
    }
}
