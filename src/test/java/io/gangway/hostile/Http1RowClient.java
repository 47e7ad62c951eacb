package io.gangway.hostile;

import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A client over HTTP/1.1. {@code REQUEST bytes} is what it sends, where a vertical bar is CR LF; otherwise it sends a GET of
 * the line that is a path, with the lines that are fields. {@code BEHIND bytes} is a pipelined request, which is sent in one
 * piece with what is before it.
 */
final class Http1RowClient implements RowClient {
    private static final String REQUEST = "REQUEST ";
    private static final String BEHIND = "BEHIND ";

    private final RawConnection connection;

    /** The connection is that of a tunnel, which has ended. */
    private boolean tunnelled;

    Http1RowClient(int port) throws IOException {
        connection = RawHttp.connect(port).timeout(Duration.ofSeconds(5));
    }

    @Override
    public String play(List<String> lines, boolean whole) throws IOException {
        StringBuilder request = new StringBuilder("GET /row HTTP/1.1|Host: localhost|");
        List<String> behind = new ArrayList<>();
        String raw = null;
        for (String line : lines) {
            if (line.startsWith(REQUEST)) {
                raw = line.substring(REQUEST.length());
            } else if (line.startsWith(BEHIND)) {
                behind.add(line.substring(BEHIND.length()));
            } else if (line.startsWith("/")) {
                request.replace(4, 8, line);
            } else {
                request.append(line).append('|');
            }
        }
        String bytes = raw == null ? request.append('|').toString() : raw;
        connection.send((bytes + String.join("", behind)).replace("|", "\r\n"));
        StringBuilder text = new StringBuilder(outcome(method(bytes), whole));
        for (int i = 0;
                i < behind.size() && !text.toString().matches("(.*; )?(101 .*|broken off|silence|closed)");
                i++) {
            String next = outcome(method(behind.get(i)), whole);
            if (next.equals("closed")) {
                break;
            }
            text.append("; ").append(next);
        }
        return text.toString();
    }

    private static String method(String request) {
        return request.split(" ", 2)[0];
    }

    private String outcome(String method, boolean whole) throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            RawResponse got = connection.read(method);
            while (got != null && got.status() / 100 == 1 && got.status() != 101) {
                text.append(got.status());
                got.fields().lines().forEach(field -> text.append(", ").append(field));
                text.append("; ");
                got = connection.read(method);
            }
            if (got == null) {
                return text + "closed";
            }
            text.append(got.status());
            if (got.status() == 101) {
                tunnelled = true;
                text.append(" [").append(connection.readUntilEnd()).append(']');
            } else if (whole && !got.body().startsWith("<html>")) {
                got.head()
                        .lines()
                        .skip(1)
                        .filter(line -> !line.isEmpty() && !line.matches("(Server|Date|Connection): .*"))
                        .forEach(field -> text.append(", ").append(field));
                text.append(" [").append(got.rawBody()).append(']');
            }
        } catch (EOFException | SocketException e) {
            text.append("broken off");
        } catch (SocketTimeoutException e) {
            text.append("silence");
        }
        return SmugglingTable.line(text.toString());
    }

    @Override
    public String next() throws IOException {
        if (tunnelled) {
            return null;
        }
        RawResponse next;
        try {
            connection.send("GET /next HTTP/1.1\r\nHost: localhost\r\n\r\n");
            next = connection.read();
        } catch (SocketException e) {
            return null;
        }
        return next == null ? null : next.status() + " " + next.body();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
