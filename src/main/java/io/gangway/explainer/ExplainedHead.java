package io.gangway.explainer;

import io.gangway.explain.ExplainException;
import io.gangway.explain.ExplainedRequest;
import io.gangway.http.Ascii;
import io.gangway.http.BadMessageException;
import io.gangway.http.Field;
import io.gangway.http.HeadBuilder;
import io.gangway.http.Limits;
import io.gangway.http.RequestHead;
import io.gangway.http.RequestParser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The head of a request to be explained, as its client would send it.
 *
 * @param text with CRLF line ends; one char per byte. With HTTP/2 the pseudo-fields follow a request line
 * @param head as it was read
 * @param fault why it is not accepted, or null
 */
record ExplainedHead(String text, RequestHead head, BadMessageException fault) {
    /** The fields of a WebSocket handshake (RFC 6455, section 4.1), with the key of the RFC's example. */
    private static final List<Field> HANDSHAKE = List.of(
            new Field("Upgrade", "websocket"),
            new Field("Connection", "Upgrade"),
            new Field("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
            new Field("Sec-WebSocket-Version", "13"));

    /**
     * Reads the head of a request.
     *
     * @param extendedConnect {@code http2_extended_connect}
     */
    static ExplainedHead of(ExplainedRequest request, ExplainedUrl url, Limits limits, boolean extendedConnect) {
        if (!request.method().matches("[!-~]+")) {
            throw new ExplainException("invalid method \"" + request.method() + "\"");
        }
        List<Field> fields = new ArrayList<>();
        request.fields().forEach(field -> fields.add(checked(field)));
        boolean webSocket = request.isWebSocket() || url.webSocket();
        return request.isHttp2()
                ? http2(request.method(), url, fields, webSocket, new HeadBuilder(limits, extendedConnect))
                : http1(request.method(), url, fields, webSocket, limits);
    }

    // ---- HTTP/1.1

    private static ExplainedHead http1(
            String method, ExplainedUrl url, List<Field> fields, boolean webSocket, Limits limits) {
        StringBuilder text =
                new StringBuilder(method).append(' ').append(url.target()).append(" HTTP/1.1\r\n");
        List<Field> all = new ArrayList<>(fields);
        if (!contains(fields, "Host")) {
            all.add(0, new Field("Host", url.hostField()));
        }
        if (webSocket) {
            HANDSHAKE.stream().filter(field -> !contains(fields, field.name())).forEach(all::add);
        }
        all.forEach(field -> line(text, field));
        text.append("\r\n");
        RequestParser parser = new RequestParser(limits);
        BadMessageException fault = parse(parser, text.toString());
        return new ExplainedHead(text.toString(), parser.head(), fault);
    }

    private static BadMessageException parse(RequestParser parser, String text) {
        try {
            boolean complete = parser.parse(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
            return complete ? null : new BadMessageException(400, "the head is incomplete", "");
        } catch (BadMessageException e) {
            return e;
        }
    }

    // ---- HTTP/2

    private static ExplainedHead http2(
            String method, ExplainedUrl url, List<Field> fields, boolean webSocket, HeadBuilder builder) {
        List<Field> all = new ArrayList<>();
        all.add(new Field(":method", webSocket ? "CONNECT" : method));
        if (webSocket) {
            all.add(new Field(":protocol", "websocket"));
        }
        all.add(new Field(":scheme", url.tls() ? "https" : "http"));
        if (!contains(fields, "Host")) {
            all.add(new Field(":authority", url.hostField()));
        }
        all.add(new Field(":path", url.target()));
        fields.forEach(field -> all.add(new Field(Ascii.lower(field.name()), field.value())));
        if (webSocket && !contains(fields, "Sec-WebSocket-Version")) {
            all.add(new Field("sec-websocket-version", "13"));
        }
        StringBuilder text = new StringBuilder(all.get(0).value())
                .append(' ')
                .append(url.target())
                .append(" HTTP/2.0\r\n");
        all.forEach(field -> line(text, field));
        BadMessageException fault = null;
        try {
            for (Field field : all) {
                builder.field(field.name(), field.value());
            }
            builder.complete(!webSocket);
        } catch (BadMessageException e) {
            fault = e;
        }
        return new ExplainedHead(text.append("\r\n").toString(), builder.head(), fault);
    }

    // ---- fields

    private static void line(StringBuilder text, Field field) {
        text.append(field.name()).append(": ").append(field.value()).append("\r\n");
    }

    private static boolean contains(List<Field> fields, String name) {
        return fields.stream().anyMatch(field -> field.name().equalsIgnoreCase(name));
    }

    private static Field checked(Field field) {
        String value = new String(field.value().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        if (!field.name().matches("[!-9;-~]+") || value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new ExplainException("invalid header field \"" + field.name() + "\"");
        }
        return new Field(field.name(), value);
    }
}
