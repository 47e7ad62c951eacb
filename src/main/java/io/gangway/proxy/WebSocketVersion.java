package io.gangway.proxy;

import io.gangway.http.ProtocolVersion;
import java.util.Map;

/** The values of {@code websocket_http_version}. */
enum WebSocketVersion {
    /** HTTP/2 where {@code proxy_http_version} is 2 and the upstream allows it, else HTTP/1.1. */
    AUTO,
    HTTP_1_1,
    /** HTTP/2, or an error. */
    HTTP_2;

    static final Map<String, WebSocketVersion> NAMES = Map.of("auto", AUTO, "1.1", HTTP_1_1, "2", HTTP_2);

    /** The value that holds with a {@code proxy_http_version}. */
    WebSocketVersion following(ProtocolVersion version) {
        return this == AUTO && version != ProtocolVersion.HTTP_2_0 ? HTTP_1_1 : this;
    }

    boolean mayBeHttp2() {
        return this != HTTP_1_1;
    }
}
