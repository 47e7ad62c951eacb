package io.gangway.explainer;

import io.gangway.explain.ExplainException;
import io.gangway.explain.ExplainedRequest;
import io.gangway.http.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The head of a request to be explained, as its client would send it. */
final class ExplainedHead {
    /** The fields of a WebSocket handshake (RFC 6455, section 4.1), with the key of the RFC's example. */
    private static final List<Field> HANDSHAKE = List.of(
            new Field("Upgrade", "websocket"),
            new Field("Connection", "Upgrade"),
            new Field("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
            new Field("Sec-WebSocket-Version", "13"));

    private ExplainedHead() {}

    /** The head with CRLF line ends; one char per byte. */
    static String of(ExplainedRequest request, ExplainedUrl url) {
        String method = request.method();
        if (!method.matches("[!-~]+")) {
            throw new ExplainException("invalid method \"" + method + "\"");
        }
        List<Field> fields = new ArrayList<>();
        if (!contains(request.fields(), "Host")) {
            fields.add(new Field("Host", url.hostField()));
        }
        request.fields().forEach(field -> fields.add(checked(field)));
        if (request.isWebSocket() || url.webSocket()) {
            HANDSHAKE.stream()
                    .filter(field -> !contains(request.fields(), field.name()))
                    .forEach(fields::add);
        }
        StringBuilder head =
                new StringBuilder(method).append(' ').append(url.target()).append(" HTTP/1.1\r\n");
        for (Field field : fields) {
            head.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        return head.append("\r\n").toString();
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
