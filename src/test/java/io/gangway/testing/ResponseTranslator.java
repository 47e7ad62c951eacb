package io.gangway.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A backend of HTTP/1.1 over one stream of HTTP/2, which carries one request. */
final class ResponseTranslator extends TranslatedSocket {
    /** A client of HTTP/2 sends no key; this one lets a backend compute something. */
    private static final String KEY = "bm8ga2V5IGluIEhUVFAvMg==";

    private final StreamSocket stream;
    private boolean headRead;
    private boolean responded;
    private boolean tunnel;
    private String method;

    ResponseTranslator(StreamSocket stream) {
        this.stream = stream;
    }

    @Override
    StreamSocket stream() {
        return stream;
    }

    @Override
    StreamSocket readStream() {
        return stream;
    }

    @Override
    boolean inputNeedsHead() {
        return !headRead;
    }

    @Override
    void inputEnded() {
        // there is no next request on this stream
    }

    @Override
    String readHead() throws IOException {
        headRead = true;
        List<String> fields = stream.readHead();
        method = value(fields, ":method");
        String protocol = value(fields, ":protocol");
        tunnel = method.equals("CONNECT") && protocol != null;
        StringBuilder text = new StringBuilder();
        text.append(tunnel ? "GET" : method)
                .append(' ')
                .append(value(fields, ":path"))
                .append(" HTTP/1.1\r\n");
        text.append("host: ").append(value(fields, ":authority")).append("\r\n");
        if (tunnel) {
            text.append("upgrade: ").append(protocol).append("\r\nconnection: upgrade\r\n");
            text.append("sec-websocket-key: ").append(KEY).append("\r\n");
        } else if (!stream.isBare() && value(fields, "content-length") == null) {
            text.append("transfer-encoding: chunked\r\n");
            chunksInput(true);
        }
        for (String line : fields) {
            if (!line.startsWith(":")) {
                text.append(line).append("\r\n");
            }
        }
        return text.append("\r\n").toString();
    }

    private static String value(List<String> fields, String name) {
        return fields.stream()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse(null);
    }

    @Override
    long sendHead(String text) throws IOException {
        List<String> lines = Arrays.asList(text.split("\r?\n"));
        String status = lines.get(0).split(" ")[1];
        Fields fields = Fields.of(lines.subList(1, lines.size()));
        boolean upgrades = status.equals("101") && tunnel;
        boolean interim = status.startsWith("1") && !upgrades;
        List<String> out = new ArrayList<>();
        out.add(":status: " + (upgrades ? "200" : status));
        for (String line : fields.lines()) {
            if (!NOT_IN_HTTP_2.contains(lowerName(line))) {
                out.add(lowerLine(line));
            }
        }
        boolean empty = method.equals("HEAD") || status.equals("204") || status.equals("304");
        long length = upgrades || interim
                ? raw()
                : fields.hasToken("Transfer-Encoding", "chunked")
                        ? chunked()
                        : fields.find("Content-Length").map(Long::parseLong).orElse(raw());
        stream.sendHead(!upgrades && !interim && (empty || length == 0), out.toArray(String[]::new));
        responded = !interim;
        return interim || empty ? 0 : length;
    }

    /** A connection of HTTP/1.1 that ends without a response; a stream can say so only by a reset. */
    @Override
    public void close() throws IOException {
        if (headRead && !responded) {
            setSoLinger(true, 0);
        }
        super.close();
    }
}
