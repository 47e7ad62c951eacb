package io.gangway.explain;

import io.gangway.http.Field;
import java.util.ArrayList;
import java.util.List;

/**
 * A request to be explained. Immutable; each method returns a changed copy.
 *
 * <pre>{@code
 * ExplainedRequest.of("https://www.example.com/chat").field("Cookie", "a=b").websocket()
 * }</pre>
 *
 * @param url {@code http://}, {@code https://}, {@code ws://} or {@code wss://} with host and optional port, path and
 *     query; or a path alone, which is sent to the first {@code listen} with the host {@code localhost}
 * @param method as in the request line
 * @param fields in addition to Host, which one of them may replace
 * @param isWebSocket whether the fields of a WebSocket handshake are added (RFC 6455, section 4.1)
 * @param isHttp2 whether the client uses HTTP/2; a handshake is then an extended CONNECT (RFC 8441, section 5)
 * @param client the address of the client, a literal
 */
public record ExplainedRequest(
        String url, String method, List<Field> fields, boolean isWebSocket, boolean isHttp2, String client) {
    /** The address of the client unless another one is given. */
    public static final String DEFAULT_CLIENT = "127.0.0.1";

    public ExplainedRequest {
        fields = List.copyOf(fields);
    }

    /** A GET request of a client on this host. */
    public static ExplainedRequest of(String url) {
        return new ExplainedRequest(url, "GET", List.of(), false, false, DEFAULT_CLIENT);
    }

    /** To another URL. */
    public ExplainedRequest url(String other) {
        return new ExplainedRequest(other, method, fields, isWebSocket, isHttp2, client);
    }

    /** With another method. */
    public ExplainedRequest method(String name) {
        return new ExplainedRequest(url, name, fields, isWebSocket, isHttp2, client);
    }

    /** With one more header field. */
    public ExplainedRequest field(String name, String value) {
        List<Field> more = new ArrayList<>(fields);
        more.add(new Field(name, value));
        return new ExplainedRequest(url, method, more, isWebSocket, isHttp2, client);
    }

    /** As a WebSocket handshake. */
    public ExplainedRequest websocket() {
        return new ExplainedRequest(url, method, fields, true, isHttp2, client);
    }

    /** Over HTTP/2. */
    public ExplainedRequest http2() {
        return new ExplainedRequest(url, method, fields, isWebSocket, true, client);
    }

    /** From a client with this address. */
    public ExplainedRequest client(String address) {
        return new ExplainedRequest(url, method, fields, isWebSocket, isHttp2, address);
    }
}
