package io.gangway.testing;

import java.io.IOException;

/**
 * A response as read from the wire.
 *
 * @param head status line and fields byte for byte, blank line included
 * @param body the content, chunks joined
 * @param rawBody the bytes after the head as received: with chunk sizes and trailers if chunked
 */
public record RawResponse(String head, String body, String rawBody) {

    /** For example {@code HTTP/1.1 200 OK}. */
    public String statusLine() {
        return head.split("\r?\n", 2)[0];
    }

    /** The status code; 0 if there is none. */
    public int status() {
        String[] words = statusLine().split(" ", 3);
        return words.length > 1 && words[1].matches("\\d{3}") ? Integer.parseInt(words[1]) : 0;
    }

    /** The header fields in order. */
    public Fields fields() {
        return Fields.ofHead(head);
    }

    /** The first value of a field, or null. */
    public String field(String name) {
        return fields().get(name);
    }

    /** Reads one response; null if the peer closed instead. */
    static RawResponse read(Wire wire, String method) throws IOException {
        String head = wire.readHead();
        if (head == null) {
            return null;
        }
        RawResponse bare = new RawResponse(head, "", "");
        Fields fields = bare.fields();
        int status = bare.status();
        if (method.equals("HEAD") || status / 100 == 1 || status == 204 || status == 304) {
            return bare;
        }
        if (fields.hasToken("Transfer-Encoding", "chunked")) {
            StringBuilder raw = new StringBuilder();
            String body = wire.readChunked(raw);
            return new RawResponse(head, body, raw.toString());
        }
        String length = fields.get("Content-Length");
        String body = length == null ? wire.readUntilEnd() : wire.readExactly(Integer.parseInt(length));
        return new RawResponse(head, body, body);
    }

    @Override
    public String toString() {
        return head + body;
    }
}
