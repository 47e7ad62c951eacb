package io.gangway.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Reads the server-sent events of one connection, as a browser does. */
final class EventReader implements AutoCloseable {
    private static final int MAX_SKIPPED = 40;

    private final Socket socket;
    private final BufferedReader lines;

    /** @param data parsed JSON */
    record Event(String name, Map<String, Object> data) {
        Map<String, Object> object(String member) {
            return cast(data.get(member));
        }
    }

    private EventReader(Socket socket) throws IOException {
        this.socket = socket;
        lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Asks with HTTP/1.0, so that there are no chunks. */
    static EventReader open(int port, String target) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(30_000);
        socket.getOutputStream()
                .write(("GET " + target + " HTTP/1.0\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return of(socket);
    }

    /** Reads the response on a connection. */
    static EventReader of(Socket socket) throws IOException {
        EventReader reader = new EventReader(socket);
        String status = reader.lines.readLine();
        if (status == null || !status.contains(" 200 ")) {
            throw new AssertionError("expected 200, got: " + status);
        }
        for (String line = status; !line.isEmpty(); ) {
            line = reader.lines.readLine();
        }
        return reader;
    }

    /** The next event; null after the end. */
    Event next() throws IOException {
        String name = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("data: ")) {
                return new Event(name, cast(AdminSite.parse(line.substring(6))));
            }
        }
        return null;
    }

    /** The next event of that name; others are skipped. */
    Event next(String name) throws IOException {
        for (int skipped = 0; skipped < MAX_SKIPPED; skipped++) {
            Event event = next();
            if (event == null) {
                throw new AssertionError("the events ended before \"" + name + "\"");
            }
            if (event.name().equals(name)) {
                return event;
            }
        }
        throw new AssertionError("no event \"" + name + "\"");
    }

    /** Reads until the end. */
    void awaitEnd() throws IOException {
        for (int skipped = 0; next() != null; skipped++) {
            if (skipped == MAX_SKIPPED) {
                throw new AssertionError("the events do not end");
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> cast(Object value) {
        return (Map<String, Object>) value;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
