package io.gangway.fuzz;

import static io.gangway.testing.Http2Peer.ACK;
import static io.gangway.testing.Http2Peer.CONTINUATION;
import static io.gangway.testing.Http2Peer.DATA;
import static io.gangway.testing.Http2Peer.END_HEADERS;
import static io.gangway.testing.Http2Peer.END_STREAM;
import static io.gangway.testing.Http2Peer.GOAWAY;
import static io.gangway.testing.Http2Peer.HEADERS;
import static io.gangway.testing.Http2Peer.PING;
import static io.gangway.testing.Http2Peer.RST_STREAM;
import static io.gangway.testing.Http2Peer.SETTINGS;
import static io.gangway.testing.Http2Peer.WINDOW_UPDATE;
import static io.gangway.testing.Http2Peer.frameBytes;
import static io.gangway.testing.Http2Peer.headerBlock;

import java.util.List;

/** The bytes of HTTP/2 backends after the first request, and single frames. The requests are streams 1, 3 and 5. */
final class Http2BackendSeeds {
    private static final int PADDED = 8;

    private static final byte[] SETTINGS_NONE = frameBytes(SETTINGS, 0, 0, new byte[0]);
    private static final byte[] SETTINGS_SOME =
            frameBytes(SETTINGS, 0, 0, Bytes.of("\0\3\0\0\0\1\0\4\0\0\0\5\0\5\0\0\u0040\0\0\u0008\0\0\0\1"));
    private static final byte[] ACKNOWLEDGED = frameBytes(SETTINGS, ACK, 0, new byte[0]);
    private static final byte[] HEAD = head(1, END_HEADERS, ":status: 200", "content-length: 5");
    private static final byte[] OPEN_HEAD = head(1, END_HEADERS, ":status: 200", "content-type: text/plain");
    private static final byte[] OTHER_HEAD = head(3, END_HEADERS, ":status: 404", "x-a: b");
    private static final byte[] BODILESS = head(5, END_HEADERS | END_STREAM, ":status: 204");
    private static final byte[] HINT = head(1, END_HEADERS, ":status: 103", "link: </a>");
    private static final byte[] INDEXED = frameBytes(HEADERS, END_HEADERS, 3, Bytes.of("\u0088\u000f\r\u00012"));
    private static final byte[] BODY = frameBytes(DATA, END_STREAM, 1, Bytes.of("hello"));
    private static final byte[] PIECE = frameBytes(DATA, 0, 1, Bytes.of("abc"));
    private static final byte[] OTHER_BODY = frameBytes(DATA, END_STREAM, 3, Bytes.of("ok"));
    private static final byte[] PADDED_BODY = frameBytes(DATA, PADDED, 1, Bytes.of("\3he\0\0\0"));
    private static final byte[] SPLIT_HEAD = frameBytes(HEADERS, 0, 1, Bytes.of("\u0088"));
    private static final byte[] SPLIT_REST = frameBytes(CONTINUATION, END_HEADERS, 1, headerBlock("x: y"));
    private static final byte[] TRAILERS = head(1, END_HEADERS | END_STREAM, "grpc-status: 0", "x-t: a");
    private static final byte[] RESET = frameBytes(RST_STREAM, 0, 1, Bytes.of("\0\0\0\u0008"));
    private static final byte[] REFUSED = frameBytes(RST_STREAM, 0, 3, Bytes.of("\0\0\0\7"));
    private static final byte[] WINDOW = frameBytes(WINDOW_UPDATE, 0, 0, Bytes.of("\0\0\u0040\0"));
    private static final byte[] STREAM_WINDOW = frameBytes(WINDOW_UPDATE, 0, 1, Bytes.of("\u007f\u00ff\u00ff\u00ff"));
    private static final byte[] PINGED = frameBytes(PING, 0, 0, Bytes.of("12345678"));
    private static final byte[] AWAY = frameBytes(GOAWAY, 0, 0, Bytes.of("\0\0\0\1\0\0\0\0bye"));
    private static final byte[] ALL_AWAY = frameBytes(GOAWAY, 0, 0, Bytes.of("\u007f\u00ff\u00ff\u00ff\0\0\0\0"));
    private static final byte[] PROMISE = frameBytes(5, END_HEADERS, 1, Bytes.of("\0\0\0\2\u0082"));
    private static final byte[] UNKNOWN = frameBytes(0xfe, 0xff, 0x7fffffff, Bytes.of("?"));

    static final List<byte[]> CONNECTIONS = List.of(
            Bytes.join(SETTINGS_NONE, ACKNOWLEDGED, HEAD, BODY, OTHER_HEAD, OTHER_BODY, BODILESS),
            Bytes.join(SETTINGS_SOME, WINDOW, OPEN_HEAD, PIECE, STREAM_WINDOW, PIECE, TRAILERS, PINGED),
            Bytes.join(SETTINGS_NONE, HINT, HINT, HEAD, PADDED_BODY, RESET, INDEXED, OTHER_BODY),
            Bytes.join(SETTINGS_NONE, SPLIT_HEAD, SPLIT_REST, UNKNOWN, BODY, AWAY, BODILESS),
            Bytes.join(SETTINGS_SOME, ALL_AWAY, OPEN_HEAD, REFUSED, BODY, AWAY),
            Bytes.join(HEAD, PIECE, SETTINGS_NONE, PROMISE, BODY));

    static final List<byte[]> WORDS = List.of(
            SETTINGS_NONE,
            SETTINGS_SOME,
            ACKNOWLEDGED,
            HEAD,
            OPEN_HEAD,
            OTHER_HEAD,
            BODILESS,
            HINT,
            INDEXED,
            BODY,
            PIECE,
            OTHER_BODY,
            PADDED_BODY,
            SPLIT_HEAD,
            SPLIT_REST,
            TRAILERS,
            RESET,
            REFUSED,
            WINDOW,
            STREAM_WINDOW,
            PINGED,
            AWAY,
            ALL_AWAY,
            PROMISE,
            UNKNOWN,
            headerBlock(":status: 200"),
            headerBlock(":status: 101"),
            headerBlock(":status: 100"),
            headerBlock("content-length: 3"),
            headerBlock("transfer-encoding: chunked"),
            headerBlock("connection: close"),
            headerBlock("x-accel-redirect: /index.html"),
            headerBlock("X: y"),
            headerBlock("x: a\r\nb"),
            Bytes.of("\u003f\u00e1\u001f"),
            Bytes.of("\u00be"),
            Bytes.of("\u0080"));

    private Http2BackendSeeds() {}

    private static byte[] head(int stream, int flags, String... fields) {
        return frameBytes(HEADERS, flags, stream, headerBlock(fields));
    }
}
