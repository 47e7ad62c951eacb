package io.gangway.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Http2Peer;
import io.gangway.testing.ScriptedHttp2Upstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A backend of HTTP/2 with extended CONNECT. The lines of a row are the frames of its response; each begins with its name.
 * {@code END} ends the stream; {@code FRAME type flags stream payload} is any frame, where stream {@code s} is that of the
 * request; {@code CLOSE} closes the connection; {@code READ} reads the bytes of a tunnel up to a blank line before the
 * frames that follow are sent.
 */
final class Http2RowBackend implements RowBackend {
    private static final String END = "END ";
    private static final String NEXT = ":method: GET|:scheme: http|:path: /next|:authority: localhost||";
    private static final List<String> SHORT = List.of("HEADERS :status: 200|content-length: 2", "DATA END ok");

    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(Long.getLong("hostile.patience", 5000));

    private final ScriptedHttp2Upstream backend;
    private final List<String> received = new CopyOnWriteArrayList<>();

    /** The frames of the response to the present row. */
    private volatile List<String> response = SHORT;

    Http2RowBackend() throws IOException {
        backend = ScriptedHttp2Upstream.start(connection -> new Connection(connection).serve());
    }

    @Override
    public String address() {
        return backend.address();
    }

    @Override
    public void begin(List<String> lines) {
        received.clear();
        response = lines.isEmpty() ? SHORT : lines;
    }

    @Override
    public String received(int most) {
        long giveUp = System.nanoTime() + PATIENCE;
        while (received.isEmpty() && System.nanoTime() < giveUp) {
            LockSupport.parkNanos(500_000);
        }
        List<String> all = List.copyOf(received);
        received.clear();
        assertThat(all).hasSizeLessThanOrEqualTo(most).noneMatch(request -> request.contains("|:path: /hidden|"));
        StringBuilder text = new StringBuilder();
        for (String request : all) {
            text.append(" <- ").append(SmugglingTable.line(request));
        }
        return text.toString();
    }

    @Override
    public void assertNext() {
        assertThat(received).containsExactly(NEXT);
    }

    @Override
    public void close() throws IOException {
        backend.close();
    }

    /** nginx up to 1.30 sends {@code host} instead of {@code :authority} if it is set. */
    private static String withAuthority(String request) {
        return request.contains("|:authority: ")
                ? request
                : request.replaceFirst("(?s)(\\|:path: [^|]*)(.*?)\\|host: ([^|]*)", "$1|:authority: $3$2");
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    /** One connection; used by its thread. */
    private final class Connection {
        private final Http2Peer peer;

        /** The requests that are not complete, by their stream. */
        private final Map<Integer, String> requests = new HashMap<>();

        /** The streams whose response was sent. */
        private final Set<Integer> answered = new HashSet<>();

        /** Those of them that are tunnels. */
        private final Set<Integer> tunnels = new HashSet<>();

        /** The frames that wait for the bytes of a tunnel, by its stream. */
        private final Map<Integer, Deque<String>> waiting = new HashMap<>();

        Connection(Http2Peer peer) {
            this.peer = peer;
        }

        void serve() throws IOException {
            peer.settings(Http2Peer.MAX_CONCURRENT_STREAMS, 100, Http2Peer.ENABLE_CONNECT_PROTOCOL, 1);
            for (Http2Peer.Frame frame = peer.next(); frame != null; frame = peer.next()) {
                if (!receive(frame)) {
                    return;
                }
            }
        }

        /** False if the connection is to be closed. */
        private boolean receive(Http2Peer.Frame frame) throws IOException {
            int stream = frame.stream();
            if (answered.contains(stream)) {
                receiveLate(frame);
                return true;
            }
            switch (frame.type()) {
                case Http2Peer.HEADERS ->
                    requests.merge(
                            stream,
                            String.join("|", frame.fields()) + "||",
                            (head, more) -> head + "[trailers]" + more);
                case Http2Peer.DATA -> {
                    requests.merge(stream, frame.text(), String::concat);
                    peer.windowUpdate(0, Math.max(1, frame.payload().length));
                }
                case Http2Peer.RST_STREAM -> requests.computeIfPresent(stream, (id, text) -> text + "[reset]");
                default -> ScriptedHttp2Upstream.acknowledge(peer, frame);
            }
            Deque<String> frames = waiting.get(stream);
            if (frames != null) {
                return !requests.get(stream).endsWith("\r\n\r\n") || respond(stream, frames);
            }
            boolean tunnel = frame.type() == Http2Peer.HEADERS && frame.field(":protocol") != null;
            return !(frame.endsStream() || tunnel) || respond(stream, framesFor(requests.get(stream)));
        }

        /** What comes after a response; only a tunnel has more to say. */
        private void receiveLate(Http2Peer.Frame frame) {
            boolean tunnel = tunnels.contains(frame.stream());
            if (frame.type() == Http2Peer.DATA && frame.payload().length > 0 && !tunnel) {
                received.add("late DATA " + frame.text());
            }
        }

        private Deque<String> framesFor(String request) {
            boolean other = request.contains("|:path: /next|") || request.contains("|:path: /behind|");
            return new ArrayDeque<>(other ? SHORT : response);
        }

        /** Sends frames with one write, up to READ; false if the connection is to be closed. */
        private boolean respond(int stream, Deque<String> frames) throws IOException {
            waiting.remove(stream);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            boolean closes = false;
            while (!frames.isEmpty()) {
                String frame = frames.poll();
                if (frame.equals("READ")) {
                    waiting.put(stream, frames);
                    break;
                }
                closes |= frame.equals("CLOSE");
                if (frame.startsWith("HEADERS :status: 200") || frame.startsWith("HEADERS END :status: 200")) {
                    tunnels.add(stream);
                }
                if (!closes) {
                    bytes.writeBytes(bytes(stream, frame));
                }
            }
            if (!waiting.containsKey(stream)) {
                answered.add(stream);
                received.add(withAuthority(requests.remove(stream)));
            }
            peer.send(bytes.toByteArray());
            return !closes;
        }
    }

    private static byte[] bytes(int stream, String frame) {
        String[] parts = frame.split(" ", 2);
        boolean end = parts.length > 1 && parts[1].startsWith(END);
        String rest = parts.length == 1 ? "" : end ? parts[1].substring(END.length()) : parts[1];
        int flags = end ? Http2Peer.END_STREAM : 0;
        return switch (parts[0]) {
            case "HEADERS" ->
                Http2Peer.frameBytes(
                        Http2Peer.HEADERS,
                        flags | Http2Peer.END_HEADERS,
                        stream,
                        Http2Peer.headerBlock(rest.isEmpty() ? new String[0] : rest.split("\\|")));
            case "DATA" ->
                Http2Peer.frameBytes(Http2Peer.DATA, flags, stream, rest.getBytes(StandardCharsets.ISO_8859_1));
            case "RST" -> Http2Peer.frameBytes(Http2Peer.RST_STREAM, 0, stream, number(Integer.parseInt(rest)));
            case "GOAWAY" -> {
                byte[] payload = ByteBuffer.allocate(8)
                        .putInt(stream)
                        .putInt(Integer.parseInt(rest))
                        .array();
                yield Http2Peer.frameBytes(Http2Peer.GOAWAY, 0, 0, payload);
            }
            case "FRAME" -> {
                String[] words = rest.split(" ");
                byte[] payload = words.length < 4 ? new byte[0] : HexFormat.of().parseHex(words[3]);
                int to = words[2].equals("s") ? stream : Integer.parseInt(words[2]);
                yield Http2Peer.frameBytes(Integer.parseInt(words[0]), Integer.parseInt(words[1]), to, payload);
            }
            default -> throw new IllegalArgumentException(frame);
        };
    }
}
