package io.gangway.differential;

import io.gangway.testing.Http2Peer;
import io.gangway.testing.ScriptedHttp2Upstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * The server of a pair file that speaks HTTP/2 in clear text, {@code %{backend:http2}}. It sends the frames of the
 * section {@code http2 PATH}, else 200 with a short body:
 *
 * <pre>
 * --- http2 /a
 * HEADERS
 * :status: 200
 * DATA text
 * HEADERS END_STREAM
 * grpc-status: 0
 * </pre>
 *
 * <p>There are also {@code DATA END_STREAM text}, {@code RST_STREAM 8}, {@code GOAWAY 0 1} with last stream and code,
 * {@code PING}, {@code CLOSE}. {@code EARLY} at first sends all that before the request has ended.
 */
final class PairHttp2 implements PairBackend {
    static final String NAME = "http2";
    private static final Pattern FRAME = Pattern.compile("[A-Z_]+(?: .*)?");
    private static final String END = "END_STREAM";
    private static final List<String> HELLO =
            List.of("HEADERS", ":status: 200", "content-type: text/plain", "DATA END_STREAM hello");

    private final Map<String, List<String>> responses;
    private final ScriptedHttp2Upstream backend;
    private final List<Received> received = new CopyOnWriteArrayList<>();

    /** One request. */
    private static final class Received {
        final List<String> fields;
        final ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean answered;

        Received(List<String> fields) {
            this.fields = fields;
        }

        String path() {
            return fields.stream()
                    .filter(line -> line.startsWith(":path: "))
                    .map(line -> line.substring(7).replaceFirst("\\?.*", ""))
                    .findFirst()
                    .orElse("");
        }
    }

    /** @param responses the lines of each section, by its title */
    PairHttp2(Map<String, List<String>> responses) throws IOException {
        this.responses = responses;
        backend = ScriptedHttp2Upstream.start(this::serve);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String address() {
        return backend.address();
    }

    @Override
    public void clear() {
        received.clear();
    }

    @Override
    public void append(StringBuilder text, Normal normal) {
        for (Received request : received) {
            text.append("\n=== backend http2 received\n");
            text.append(normal.text(
                    String.join("\n", request.fields) + "\n\n" + request.body.toString(StandardCharsets.ISO_8859_1)));
        }
    }

    private void serve(Http2Peer peer) throws IOException {
        peer.settings();
        Map<Integer, Received> streams = new HashMap<>();
        for (Http2Peer.Frame frame = peer.next(); frame != null; frame = peer.next()) {
            ScriptedHttp2Upstream.acknowledge(peer, frame);
            if (frame.type() == Http2Peer.HEADERS) {
                Received request = new Received(frame.fields());
                streams.put(frame.stream(), request);
                received.add(request);
            } else if (frame.type() == Http2Peer.DATA) {
                streams.get(frame.stream()).body.writeBytes(frame.payload());
                if (frame.payload().length > 0) {
                    peer.windowUpdate(0, frame.payload().length);
                }
            }
            Received request = streams.get(frame.stream());
            if (request != null && !request.answered && answer(peer, frame, request)) {
                return;
            }
        }
    }

    /** Sends the response when it is due; returns whether the connection closes. */
    private boolean answer(Http2Peer peer, Http2Peer.Frame frame, Received request) throws IOException {
        List<String> lines = responses.getOrDefault(NAME + " " + request.path(), HELLO);
        boolean early = lines.get(0).equals("EARLY");
        if (!early && !frame.endsStream()) {
            return false;
        }
        request.answered = true;
        return send(peer, frame.stream(), early ? lines.subList(1, lines.size()) : lines);
    }

    private static boolean send(Http2Peer peer, int stream, List<String> lines) throws IOException {
        for (int i = 0; i < lines.size(); i++) {
            String[] words = lines.get(i).split(" ", 2);
            String rest = words.length == 1 ? "" : words[1];
            boolean end = rest.startsWith(END);
            switch (words[0]) {
                case "HEADERS" -> {
                    List<String> fields = new ArrayList<>();
                    while (i + 1 < lines.size()
                            && !FRAME.matcher(lines.get(i + 1)).matches()) {
                        i++;
                        fields.add(PairText.content(List.of(lines.get(i))));
                    }
                    peer.headers(stream, end, fields.toArray(String[]::new));
                }
                case "DATA" -> {
                    String text = end ? rest.substring(END.length()).stripLeading() : rest;
                    peer.data(stream, PairText.content(List.of(text)), end);
                }
                case "RST_STREAM" -> peer.reset(stream, Integer.parseInt(rest));
                case "GOAWAY" -> {
                    String[] numbers = rest.split(" ");
                    peer.goAway(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
                }
                case "PING" -> peer.ping(1);
                case "CLOSE" -> {
                    return true;
                }
                case "" -> {}
                default ->
                    throw new IllegalArgumentException("frame: " + lines.get(i) + " (expected: HEADERS, DATA, …)");
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        backend.close();
    }
}
