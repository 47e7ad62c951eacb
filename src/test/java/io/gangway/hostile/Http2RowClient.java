package io.gangway.hostile;

import io.gangway.testing.Http2Peer;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A client over HTTP/2. A line {@code :name: value} of a row replaces this pseudo-field of a GET, or is added if there is
 * none; {@code + :name: value} adds one, {@code - :name} removes one; other fields follow. {@code DATA text} and {@code
 * TRAILERS field|field} are frames; the last one ends the stream, unless there is a line {@code OPEN}.
 */
final class Http2RowClient implements RowClient {
    private static final String[] REQUEST = {":method: GET", ":scheme: http", ":path: /row", ":authority: localhost"};

    private final Http2Peer peer;

    Http2RowClient(int port) throws IOException {
        peer = Http2Peer.connect(port);
        peer.timeout(Duration.ofSeconds(5));
    }

    @Override
    public String play(List<String> lines, boolean whole) throws IOException {
        List<String> head = new ArrayList<>(Arrays.asList(REQUEST));
        List<String> frames = new ArrayList<>();
        boolean open = false;
        for (String line : lines) {
            if (line.startsWith("DATA ") || line.startsWith("TRAILERS ")) {
                frames.add(line);
            } else if (line.equals("OPEN")) {
                open = true;
            } else if (line.startsWith("- ")) {
                head.removeIf(field -> field.startsWith(line.substring(2) + ": "));
            } else if (line.startsWith("+ ")) {
                head.add(line.substring(2));
            } else {
                String name = line.substring(0, line.indexOf(": ", 1) + 2);
                int at = name.startsWith(":") ? index(head, name) : -1;
                if (at < 0) {
                    head.add(line);
                } else {
                    head.set(at, line);
                }
            }
        }
        return outcome(send(head, frames, open), whole);
    }

    private static int index(List<String> head, String name) {
        for (int i = 0; i < head.size(); i++) {
            if (head.get(i).startsWith(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Sends all frames together; returns the stream. */
    private int send(List<String> head, List<String> frames, boolean open) throws IOException {
        peer.collect();
        int stream = peer.open(frames.isEmpty() && !open, head.toArray(String[]::new));
        for (int i = 0; i < frames.size(); i++) {
            boolean end = i == frames.size() - 1 && !open;
            String[] words = frames.get(i).split(" ", 2);
            if (words[0].equals("DATA")) {
                peer.data(stream, words[1], end);
            } else {
                peer.headers(stream, end, words[1].split("\\|"));
            }
        }
        peer.flush();
        return stream;
    }

    private String outcome(int stream, boolean whole) throws IOException {
        Http2Peer.Response got;
        try {
            got = peer.response(stream);
        } catch (SocketTimeoutException e) {
            return "silence";
        } catch (IOException e) {
            return e.getMessage();
        }
        StringBuilder text = new StringBuilder();
        for (List<String> interim : got.interim()) {
            text.append(String.join(", ", interim)).append("; ");
        }
        if (!got.head().isEmpty()) {
            text.append(got.status());
            if (whole && !got.body().startsWith("<html>")) {
                got.head().stream()
                        .skip(1)
                        .filter(field -> !field.matches("(?s)(server|date): .*"))
                        .forEach(field -> text.append(", ").append(field));
                text.append(" [").append(got.body()).append(']');
            }
            got.trailers().forEach(field -> text.append(", trailer ").append(field));
        }
        if (got.reset() > 0) {
            text.append(text.isEmpty() ? "" : ", ").append("reset ").append(got.reset());
        } else if (got.head().isEmpty() && got.reset() < 0) {
            Http2Peer.Frame last = peer.next(Http2Peer.GOAWAY);
            text.append(last == null ? "closed" : "goaway " + last.number(4));
        }
        return SmugglingTable.line(text.toString());
    }

    @Override
    public String next() throws IOException {
        String[] fields = REQUEST.clone();
        fields[2] = ":path: /next";
        Http2Peer.Response next;
        try {
            next = peer.response(peer.open(true, fields));
        } catch (SocketException e) {
            return null;
        }
        return next.head().isEmpty() && next.reset() < 0 ? null : next.status() + " " + next.body();
    }

    @Override
    public void close() throws IOException {
        peer.close();
    }
}
