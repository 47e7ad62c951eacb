package io.gangway.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RecordedRequest;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.UpstreamConnection;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A backend of HTTP/1.1. The line of a row is the text of its response, where a vertical bar is CR LF and {@code ACCEPT}
 * stands for the right Sec-WebSocket-Accept. {@code CLOSE} at its end closes the connection; {@code READ} reads what
 * follows the request up to a blank line, as the bytes of a tunnel, and closes.
 */
final class Http1RowBackend implements RowBackend {
    private static final String CLOSE = "CLOSE";
    private static final String READ = "READ";
    private static final String NEXT = "GET /next HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(Long.getLong("hostile.patience", 5000));

    private final ScriptedUpstream backend;

    /** Null for a short one. */
    private volatile String response;

    /** What was read from a tunnel; null before. */
    private volatile String tunnelled;

    Http1RowBackend() throws IOException {
        backend = ScriptedUpstream.start(this::respond);
    }

    private void respond(RecordedRequest request, UpstreamConnection connection) throws IOException {
        String special = isOther(request) ? null : response;
        if (special == null) {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            return;
        }
        boolean reads = special.endsWith(READ);
        boolean closes = special.endsWith(CLOSE) || reads;
        String text = reads
                ? special.substring(0, special.length() - READ.length())
                : closes ? special.substring(0, special.length() - CLOSE.length()) : special;
        String key = request.field("Sec-WebSocket-Key");
        connection.send(text.replace("|", "\r\n").replace("ACCEPT", key == null ? "none" : WebSocketPeer.accept(key)));
        if (reads) {
            String read = connection.readHead();
            tunnelled = read == null ? "nothing" : read;
        }
        if (closes) {
            connection.close();
        }
    }

    private static boolean isOther(RecordedRequest request) {
        return request.target().equals("/next") || request.target().equals("/behind");
    }

    @Override
    public String address() {
        return backend.address();
    }

    @Override
    public void begin(List<String> lines) {
        backend.clearRequests();
        tunnelled = null;
        response = lines.isEmpty() ? null : String.join("", lines);
    }

    @Override
    public String received(int most) {
        boolean reads = response != null && response.endsWith(READ);
        long giveUp = System.nanoTime() + PATIENCE;
        while ((backend.requests().isEmpty() || reads && tunnelled == null) && System.nanoTime() < giveUp) {
            LockSupport.parkNanos(500_000);
        }
        List<RecordedRequest> all = backend.requests();
        assertThat(all)
                .hasSizeLessThanOrEqualTo(most)
                .noneMatch(request -> request.target().contains("hidden"));
        backend.clearRequests();
        StringBuilder text = new StringBuilder();
        for (RecordedRequest request : all) {
            text.append(" <- ")
                    .append(SmugglingTable.line((request.head() + request.body())
                            .replaceAll("(?i)(sec-websocket-key: )[A-Za-z0-9+/]{22}==", "$1KEY")));
        }
        return text + (tunnelled == null ? "" : " <- tunnel: " + SmugglingTable.line(tunnelled));
    }

    @Override
    public void assertNext() {
        assertThat(backend.requests()).extracting(RecordedRequest::head).containsExactly(NEXT);
    }

    @Override
    public void close() throws IOException {
        backend.close();
    }
}
