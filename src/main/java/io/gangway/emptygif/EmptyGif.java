package io.gangway.emptygif;

import io.gangway.content.BytesProducer;
import io.gangway.content.Response;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;

/** Responds with a transparent GIF of one pixel, byte for byte that of nginx (GIF89a). */
final class EmptyGif implements PhaseHandler {
    private static final String HEAD = "GIF89a\1\0\1\0\u0080\1\0";
    private static final String COLOURS = "\0\0\0\u00ff\u00ff\u00ff";
    private static final String TRANSPARENT = "!\u00f9\4\1\0\0\1\0";
    private static final String PIXEL = ",\0\0\0\0\1\0\1\0\0\2\2L\1\0;";

    /** 28 September 1970, as in nginx. */
    private static final long LAST_MODIFIED = 23349600;

    @Override
    public PhaseResult run(Exchange x) {
        if (!x.method().equals("GET") && !x.method().equals("HEAD")) {
            return x.end(405);
        }
        PhaseResult refused = x.discardBody();
        if (refused != null) {
            return refused;
        }
        BytesProducer gif = new BytesProducer(HEAD + COLOURS + TRANSPARENT + PIXEL);
        return x.respond(
                new Response(200)
                        .contentType("image/gif")
                        .contentLength(gif.length())
                        .lastModified(LAST_MODIFIED),
                gif);
    }
}
