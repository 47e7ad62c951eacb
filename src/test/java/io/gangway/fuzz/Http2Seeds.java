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
import static io.gangway.testing.Http2Peer.request;

import io.gangway.http2.frame.FrameReader;
import java.util.List;

/** The bytes of HTTP/2 clients, from the preface on, and single frames. */
final class Http2Seeds {
    private static final int PRIORITY = 2;
    private static final int PADDED = 8;
    private static final int PRIORITISED = 0x20;

    private static final byte[] SETTINGS_NONE = frameBytes(SETTINGS, 0, 0, new byte[0]);
    private static final byte[] SETTINGS_SOME =
            frameBytes(SETTINGS, 0, 0, Bytes.of("\0\4\0\0\0\1\0\5\0\0\u0040\0\0\1\0\0\0\0\0\3\0\0\0\1"));
    private static final byte[] GET =
            frameBytes(HEADERS, END_HEADERS | END_STREAM, 1, headerBlock(request("GET", "/file.txt")));
    private static final byte[] GET_INDEXED = frameBytes(
            HEADERS,
            END_HEADERS | END_STREAM,
            3,
            Bytes.of(
                    "\u0082\u0086\u0084\u0041\u008a\u00a0\u00e4\u001d\u0013\u009d\u0009\u00b8\u00f0\u001e\u0007\u0040\u0001x\u0001y"));
    private static final byte[] POST =
            frameBytes(HEADERS, END_HEADERS, 5, headerBlock(request("POST", "/proxy", "content-length: 5")));
    private static final byte[] BODY = frameBytes(DATA, END_STREAM, 5, Bytes.of("hello"));
    private static final byte[] PADDED_BODY = frameBytes(DATA, PADDED, 5, Bytes.of("\3he\0\0\0"));
    private static final byte[] SPLIT_HEAD = frameBytes(HEADERS, END_STREAM, 7, Bytes.of("\u0082\u0086"));
    private static final byte[] SPLIT_REST = frameBytes(CONTINUATION, END_HEADERS, 7, Bytes.of("\u0084\u0041\1a"));
    private static final byte[] WEIGHTED = frameBytes(
            HEADERS,
            END_HEADERS | END_STREAM | PRIORITISED,
            9,
            Bytes.join(Bytes.of("\0\0\0\1\u000f"), headerBlock(request("HEAD", "/"))));
    private static final byte[] RESET = frameBytes(RST_STREAM, 0, 5, Bytes.of("\0\0\0\u0008"));
    private static final byte[] WINDOW = frameBytes(WINDOW_UPDATE, 0, 0, Bytes.of("\0\0\u0040\0"));
    private static final byte[] STREAM_WINDOW = frameBytes(WINDOW_UPDATE, 0, 1, Bytes.of("\u007f\u00ff\u00ff\u00ff"));
    private static final byte[] PINGED = frameBytes(PING, 0, 0, Bytes.of("12345678"));
    private static final byte[] WEIGHT = frameBytes(PRIORITY, 0, 11, Bytes.of("\0\0\0\1\u000f"));
    private static final byte[] TRAILERS = frameBytes(HEADERS, END_HEADERS | END_STREAM, 5, headerBlock("t: v"));
    private static final byte[] AWAY = frameBytes(GOAWAY, 0, 0, Bytes.of("\0\0\0\0\0\0\0\0bye"));
    private static final byte[] UNKNOWN = frameBytes(0xfe, 0xff, 0x7fffffff, Bytes.of("?"));
    private static final byte[] ACKNOWLEDGED = frameBytes(SETTINGS, ACK, 0, new byte[0]);

    static final List<byte[]> CONNECTIONS = List.of(
            Bytes.join(FrameReader.PREFACE, SETTINGS_NONE, GET, PINGED),
            Bytes.join(FrameReader.PREFACE, SETTINGS_SOME, ACKNOWLEDGED, GET, GET_INDEXED, WINDOW, STREAM_WINDOW),
            Bytes.join(FrameReader.PREFACE, SETTINGS_NONE, POST, BODY, GET, PINGED),
            Bytes.join(FrameReader.PREFACE, SETTINGS_NONE, POST, PADDED_BODY, TRAILERS, WEIGHT, UNKNOWN),
            Bytes.join(FrameReader.PREFACE, SETTINGS_NONE, SPLIT_HEAD, SPLIT_REST, WEIGHTED, AWAY),
            Bytes.join(FrameReader.PREFACE, SETTINGS_SOME, POST, RESET, GET, RESET, WINDOW, GET_INDEXED));

    static final List<byte[]> WORDS = List.of(
            SETTINGS_NONE,
            SETTINGS_SOME,
            ACKNOWLEDGED,
            GET,
            GET_INDEXED,
            POST,
            BODY,
            PADDED_BODY,
            SPLIT_HEAD,
            SPLIT_REST,
            WEIGHTED,
            RESET,
            WINDOW,
            STREAM_WINDOW,
            PINGED,
            WEIGHT,
            TRAILERS,
            AWAY,
            UNKNOWN,
            FrameReader.PREFACE,
            headerBlock(":path: /"),
            headerBlock(":status: 200"),
            headerBlock("connection: close"),
            headerBlock("te: trailers"),
            headerBlock("content-length: 3"),
            headerBlock("transfer-encoding: chunked"),
            headerBlock("host: b"),
            headerBlock("X: y"),
            headerBlock("x: a\r\nb"),
            headerBlock(":protocol: websocket"),
            headerBlock("cookie: a=b"),
            Bytes.of("\u003f\u00e1\u001f"),
            Bytes.of("\u007f\u00ff\u00ff\u00ff"),
            Bytes.of("\u00be"),
            Bytes.of("\u0080"));

    private Http2Seeds() {}
}
