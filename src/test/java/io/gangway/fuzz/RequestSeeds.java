package io.gangway.fuzz;

import java.util.List;

/** Valid and nearly valid requests, and their typical parts. */
final class RequestSeeds {
    static final List<byte[]> HEADS = Bytes.of(
            "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /a/b/../c//d/./e%20f%2fg?x=1&y=%00#z HTTP/1.1\r\nHost: a.example:8080\r\nX: y\r\n\r\n",
            "POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nX: 1\r\n\r\nhello",
            "POST /p HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5;e=1\r\nhello\r\n0\r\nT: v\r\n\r\n",
            "GET http://other.example:81/abs?q HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n",
            "HEAD /h HTTP/1.0\r\n\r\n",
            "GET /old\r\n",
            "GET /lf HTTP/1.1\nHost: localhost\nX: y\n\n",
            "GET /chat HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
            "GET /f HTTP/1.1\r\nHost: [::1]:80\r\nCookie: a=b; c=d\r\nRange: bytes=0-1,-2\r\nIf-Match: \"x\"\r\n"
                    + "If-Modified-Since: Thu, 15 Jan 2026 10:20:30 GMT\r\nAccept-Encoding: gzip;q=0.5, *;q=0\r\n"
                    + "Authorization: Basic YTpi\r\nExpect: 100-continue\r\nX-Forwarded-For: 1.2.3.4, ::1\r\n\r\n",
            "\r\n\r\nGET /blank HTTP/1.1\r\nHost: localhost\r\nX_Y: 1\r\nX-Empty:\r\nX-Blank: \t a b \t\r\n\r\n");

    static final List<byte[]> WORDS = Bytes.of(
            "\r\n",
            "\r\n\r\n",
            "\n",
            "\r",
            " HTTP/1.1",
            " HTTP/1.0",
            " HTTP/2.0",
            " HTTP/0.9",
            "HTTP/",
            "GET ",
            "POST ",
            "PRI * ",
            "Host: b\r\n",
            "Host:",
            "Content-Length: 3\r\n",
            "Content-Length: 0\r\n",
            "Content-Length:",
            "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding: identity\r\n",
            "Transfer-Encoding:",
            "chunked",
            "Connection: close\r\n",
            "Connection:",
            "Upgrade: h2c\r\n",
            "X: y\r\n",
            " : ",
            ": ",
            "\t",
            "%2e",
            "%2f",
            "%00",
            "%25",
            "%",
            "%zz",
            "/../",
            "//",
            "/./",
            "..",
            "\\",
            "?",
            "#",
            "http://",
            "[::1]",
            "@",
            ":80",
            ":0",
            ":99999",
            "0\r\n\r\n",
            "5\r\n",
            "Range: bytes=0-0,-1\r\n",
            "Expect: 100-continue\r\n",
            "Cookie: a=b\r\n",
            "\u0000",
            "\u007f",
            "\u0080",
            "\u00ff");

    private RequestSeeds() {}
}
