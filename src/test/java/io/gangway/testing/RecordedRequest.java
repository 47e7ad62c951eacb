package io.gangway.testing;

import java.io.IOException;

/**
 * A request as a backend received it.
 *
 * @param connection the number of its connection, from 1 in order of acceptance
 * @param head request line and fields byte for byte, blank line included
 * @param body the content, chunks joined
 * @param rawBody the bytes after the head as received
 */
public record RecordedRequest(int connection, String head, String body, String rawBody) {

    /** For example {@code GET /a?b HTTP/1.1}. */
    public String line() {
        return head.split("\r?\n", 2)[0];
    }

    /** The first word of the request line. */
    public String method() {
        return line().split(" ", 2)[0];
    }

    /** The request target as received. */
    public String target() {
        String line = line();
        int from = line.indexOf(' ') + 1;
        int to = line.lastIndexOf(' ');
        return to > from ? line.substring(from, to) : line.substring(from);
    }

    /** The header fields in order. */
    public Fields fields() {
        return Fields.ofHead(head);
    }

    /** The first value of a field, or null. */
    public String field(String name) {
        return fields().get(name);
    }

    /** Reads one request; null if the peer closed instead. */
    static RecordedRequest read(Wire wire, int connection, boolean withBody) throws IOException {
        String head = wire.readHead();
        if (head == null) {
            return null;
        }
        RecordedRequest bare = new RecordedRequest(connection, head, "", "");
        Fields fields = bare.fields();
        if (!withBody) {
            return bare;
        }
        if (fields.hasToken("Transfer-Encoding", "chunked")) {
            StringBuilder raw = new StringBuilder();
            String body = wire.readChunked(raw);
            return new RecordedRequest(connection, head, body, raw.toString());
        }
        String length = fields.get("Content-Length");
        String body = length == null ? "" : wire.readExactly(Integer.parseInt(length));
        return new RecordedRequest(connection, head, body, body);
    }

    @Override
    public String toString() {
        return head + body;
    }
}
