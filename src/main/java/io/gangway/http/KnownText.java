package io.gangway.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Strings that occur in most messages, so that they need not be created from bytes each time. Immutable. */
final class KnownText {
    /** Names as browsers, proxies and HTTP/2 gateways write them. */
    static final KnownText NAMES = new KnownText(
            true,
            "Host Connection User-Agent Accept Accept-Encoding Accept-Language Cookie Content-Length Content-Type"
                    + " Transfer-Encoding Upgrade Referer Origin Authorization Cache-Control Pragma Range If-Range"
                    + " If-Modified-Since If-None-Match If-Match If-Unmodified-Since Expect TE Via Keep-Alive"
                    + " X-Forwarded-For X-Forwarded-Proto X-Forwarded-Host X-Real-IP X-Requested-With Forwarded DNT"
                    + " Upgrade-Insecure-Requests Sec-WebSocket-Key Sec-WebSocket-Version Sec-WebSocket-Protocol"
                    + " Sec-WebSocket-Extensions Sec-WebSocket-Accept Sec-Fetch-Site Sec-Fetch-Mode Sec-Fetch-Dest"
                    + " Sec-Fetch-User Priority Date Server Last-Modified ETag Location Set-Cookie Vary Expires"
                    + " Content-Encoding Content-Disposition Content-Range Content-Language Accept-Ranges Allow Age"
                    + " WWW-Authenticate Strict-Transport-Security Access-Control-Allow-Origin Link Trailer"
                    + " X-Accel-Redirect X-Accel-Buffering X-Accel-Expires X-Powered-By X-Content-Type-Options"
                    + " X-Frame-Options Proxy-Connection");

    /** Values without a space; a value with a space is always created anew. */
    static final KnownText VALUES = new KnownText(
            false,
            "keep-alive close Upgrade upgrade websocket WebSocket chunked gzip identity */* no-cache no-store 0 1 13"
                    + " nginx bytes 100-continue trailers localhost 127.0.0.1 cors navigate same-origin empty text/html"
                    + " text/plain application/json permessage-deflate Accept-Encoding nosniff");

    static final KnownText METHODS = new KnownText(
            false,
            "GET HEAD POST PUT DELETE OPTIONS PATCH CONNECT TRACE PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK");

    static final KnownText PROTOCOLS = new KnownText(false, "HTTP/1.0 HTTP/1.1");

    /** Open hash table, a power of two, never more than half full. */
    private final String[] texts;

    private final byte[][] bytes;

    private KnownText(boolean lowerToo, String words) {
        String[] list = words.split(" ");
        int capacity = Integer.highestOneBit(list.length * (lowerToo ? 2 : 1)) * 4;
        texts = new String[capacity];
        bytes = new byte[capacity][];
        for (String word : list) {
            add(word);
            if (lowerToo) {
                add(word.toLowerCase(java.util.Locale.ROOT));
            }
        }
    }

    private void add(String text) {
        byte[] word = text.getBytes(StandardCharsets.ISO_8859_1);
        int slot = slot(word, 0, word.length);
        while (bytes[slot] != null) {
            slot = slot + 1 & bytes.length - 1;
        }
        bytes[slot] = word;
        texts[slot] = text;
    }

    /** The String for these bytes: the known one or a new one. */
    String text(byte[] from, int start, int end) {
        if (start == end) {
            return "";
        }
        for (int slot = slot(from, start, end); bytes[slot] != null; slot = slot + 1 & bytes.length - 1) {
            byte[] word = bytes[slot];
            if (Arrays.equals(word, 0, word.length, from, start, end)) {
                return texts[slot];
            }
        }
        return TargetParser.latin1(from, start, end);
    }

    private int slot(byte[] from, int start, int end) {
        int length = end - start;
        int mixed = length * 0x9E3779B1 ^ from[start] * 0x85EBCA6B ^ from[end - 1] * 0xC2B2AE35;
        mixed ^= from[start + length / 2] * 0x27D4EB2F;
        return (mixed ^ mixed >>> 15) & bytes.length - 1;
    }
}
