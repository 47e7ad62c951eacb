package io.gangway.fuzz;

import java.util.List;

/** Valid and nearly valid responses of backends, and their typical parts. */
final class ResponseSeeds {
    static final List<byte[]> RESPONSES = Bytes.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: T\r\n\r\n5\r\nhello\r\n0\r\nT: v\r\n\r\n",
            "HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nSet-Cookie: a=b; Path=/; Domain=x\r\n\r\nuntil the end",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\nX: y\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\nContent-Length: 10\r\n\r\n",
            "HTTP/1.1 302 Found\r\nLocation: http://backend/x\r\nRefresh: 0; url=/y\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nX-Accel-Redirect: /file.txt\r\nX-Accel-Limit-Rate: 1000000\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nbytes",
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Encoding: gzip\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\n"
                    + "Date: Thu, 15 Jan 2026 10:20:30 GMT\r\nLast-Modified: x\r\nExpires: 0\r\nCache-Control: no-cache\r\n\r\nhello",
            "HTTP/1.1 404\nContent-Length: 0\n\n",
            "no status line at all");

    static final List<byte[]> WORDS = Bytes.of(
            "\r\n",
            "\r\n\r\n",
            "\n",
            "\r",
            "HTTP/1.1 ",
            "HTTP/1.0 ",
            "HTTP/2 200\r\n",
            "200",
            "100",
            "101",
            "103",
            "204",
            "304",
            "206",
            "999",
            "000",
            "Content-Length: 3\r\n",
            "Content-Length: 18446744073709551616\r\n",
            "Content-Length:",
            "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding: gzip, chunked\r\n",
            "Transfer-Encoding:",
            "chunked",
            "Connection: close\r\n",
            "X-Accel-Redirect: @named\r\n",
            "X-Accel-Redirect: /../x\r\n",
            "X-Accel-Charset: x\r\n",
            "X-Accel-Buffering: no\r\n",
            "Status: 200\r\n",
            "X: y\r\n",
            " x: y\r\n",
            ": v\r\n",
            "0\r\n\r\n",
            "5\r\nhello\r\n",
            "ffffffff\r\n",
            "\u0000",
            "\u007f",
            "\u00ff",
            "\t");

    private ResponseSeeds() {}
}
