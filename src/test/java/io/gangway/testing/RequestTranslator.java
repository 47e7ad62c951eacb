package io.gangway.testing;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A client of HTTP/1.1 over HTTP/2: each request is a stream. */
final class RequestTranslator extends TranslatedSocket {
    private static final String NO_KEY = "no key was sent";

    /** A request that has been sent. */
    private record Sent(StreamSocket stream, String method, String protocol, String key) {}

    private final Http2Streams connection;
    private final Deque<Sent> sent = new ArrayDeque<>();
    private volatile Sent last;
    private Sent reading;
    private boolean headRead;
    private boolean tunnel;

    RequestTranslator(Http2Streams connection) {
        this.connection = connection;
    }

    @Override
    StreamSocket stream() {
        return last == null ? null : last.stream();
    }

    @Override
    StreamSocket readStream() {
        return reading.stream();
    }

    @Override
    long sendHead(String text) throws IOException {
        List<String> lines = Arrays.asList(text.split("\r?\n"));
        String[] words = lines.get(0).split(" ");
        Fields fields = Fields.of(lines.subList(1, lines.size()));
        String protocol = fields.get("Upgrade");
        List<String> out = new ArrayList<>();
        out.add(":method: " + (protocol == null ? words[0] : "CONNECT"));
        if (protocol != null) {
            out.add(":protocol: " + protocol);
        }
        out.add(":scheme: http");
        out.add(":path: " + words[1]);
        out.add(":authority: " + fields.find("Host").orElse("localhost"));
        for (String line : fields.lines()) {
            if (!NOT_IN_HTTP_2.contains(lowerName(line))) {
                out.add(lowerLine(line));
            }
        }
        boolean isChunked = fields.hasToken("Transfer-Encoding", "chunked");
        long length = isChunked
                ? chunked()
                : Long.parseLong(fields.find("Content-Length").orElse("0"));
        StreamSocket stream = connection.open(protocol == null && length == 0, out.toArray(String[]::new));
        last = new Sent(
                stream, words[0], protocol, fields.find("Sec-WebSocket-Key").orElse(NO_KEY));
        synchronized (sent) {
            sent.add(last);
        }
        if (isClosed()) {
            // Another thread closed it meanwhile.
            close();
        }
        return protocol == null ? length : raw();
    }

    @Override
    boolean inputNeedsHead() {
        return !headRead;
    }

    @Override
    String readHead() throws IOException {
        if (reading == null) {
            synchronized (sent) {
                reading = sent.poll();
            }
        }
        if (reading == null) {
            awaitEnd();
            return null;
        }
        reading.stream().setSoTimeout(timeoutMillis());
        List<String> fields = reading.stream().readHead();
        String status = Fields.value(fields.get(0).substring(1));
        boolean interim = status.startsWith("1");
        tunnel = reading.protocol() != null && status.equals("200");
        headRead = !interim;
        if (reading.protocol() != null && !tunnel && !interim) {
            refused();
        }
        StringBuilder text = new StringBuilder();
        text.append("HTTP/1.1 ")
                .append(tunnel ? "101 Switching Protocols" : status + " Status")
                .append("\r\n");
        boolean length = false;
        for (String line : fields.subList(1, fields.size())) {
            length |= line.startsWith("content-length: ");
            text.append(line).append("\r\n");
        }
        if (tunnel) {
            text.append("upgrade: ").append(reading.protocol()).append("\r\nconnection: upgrade\r\n");
            text.append("sec-websocket-accept: ")
                    .append(WebSocketPeer.accept(reading.key()))
                    .append("\r\n");
        } else if (!interim && !length && !hasNoBody(status)) {
            text.append("transfer-encoding: chunked\r\n");
            chunksInput(true);
        }
        return text.append("\r\n").toString();
    }

    /** The stream of a refused upgrade ends, and another request may follow. */
    private void refused() throws IOException {
        outputNeedsHead();
        try {
            if (reading.stream().canSend()) {
                reading.stream().shutdownOutput();
            }
        } catch (SocketException e) {
            // The server has just reset the rest of the stream, which it does not need.
            return;
        }
    }

    private boolean hasNoBody(String status) {
        return reading.method().equals("HEAD") || status.equals("204") || status.equals("304");
    }

    /** Without a request nothing can come but the end of the connection. */
    private void awaitEnd() throws IOException {
        long giveUp = System.nanoTime() + timeoutMillis() * 1_000_000L;
        while (connection.isOpen()) {
            if (timeoutMillis() > 0 && System.nanoTime() > giveUp) {
                throw new SocketTimeoutException("Read timed out");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    void inputEnded() {
        if (!tunnel) {
            headRead = false;
            reading = null;
        }
    }

    /** A client that leaves before the response resets its stream: END_STREAM would only end the request. */
    @Override
    public void close() throws IOException {
        if (!headRead) {
            setSoLinger(true, 0);
        }
        super.close();
        connection.closeIfUnused();
    }
}
