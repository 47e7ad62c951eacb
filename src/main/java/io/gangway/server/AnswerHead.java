package io.gangway.server;

import io.gangway.core.Answer;
import io.gangway.core.Exchange;
import io.gangway.core.GzipAcceptance;
import io.gangway.core.LocationSettings;
import io.gangway.core.Product;
import io.gangway.http.Fields;
import io.gangway.http.HeadWriter;
import io.gangway.http.HttpDate;
import io.gangway.http.Version;

/** Writes the head of an answer in nginx's order of fields. */
final class AnswerHead {
    private AnswerHead() {}

    /**
     * Writes all of it, the empty line included.
     *
     * @param keepAlive whether the connection is kept
     * @param chunked whether the body goes in chunks
     */
    static void write(HeadWriter out, Exchange exchange, Answer answer, boolean keepAlive, boolean chunked) {
        LocationSettings settings = exchange.location().settings();
        if (answer.statusText() != null) {
            out.statusLine(Version.HTTP_1_1, answer.statusText());
        } else {
            out.statusLine(Version.HTTP_1_1, answer.status() == 494 ? 400 : answer.status());
        }
        own(out, "Server", answer.server() != null ? answer.server() : Product.name(settings.serverTokens()));
        own(out, "Date", answer.date() != null ? answer.date() : exchange.loop().httpDate());
        // Only an answer of our own is stripped; a backend's 204 keeps what it says.
        if (answer.status() != 204 || answer.statusText() != null) {
            describe(out, answer);
        }
        if (answer.location() != null) {
            out.field("Location", settings.redirects().complete(exchange, answer.location()));
        }
        if (chunked) {
            out.field("Transfer-Encoding", "chunked");
        }
        connection(out, answer, settings, keepAlive);
        if (settings.gzipVary() && GzipAcceptance.isVaried(exchange)) {
            out.field("Vary", "Accept-Encoding");
        }
        if (answer.etag() != null) {
            out.field("ETag", answer.etag());
        }
        if (answer.acceptRanges() != null) {
            out.field("Accept-Ranges", answer.acceptRanges());
        }
        Fields fields = answer.fields().build();
        out.fields(fields).end();
    }

    private static void own(HeadWriter out, String name, String value) {
        if (!value.equals(Answer.OMITTED)) {
            out.field(name, value);
        }
    }

    /** As in nginx: the page of an error has no time of its own. */
    private static boolean tellsTime(int status) {
        return status == 200 || status == 206 || status == 304;
    }

    /** What nginx tells of the content. */
    private static void describe(HeadWriter out, Answer answer) {
        if (answer.contentType() != null) {
            out.field("Content-Type", contentType(answer));
        }
        if (answer.contentLength() >= 0 && answer.status() >= 200) {
            out.field("Content-Length", answer.contentLength());
        }
        if (answer.lastModifiedText() != null) {
            out.field("Last-Modified", answer.lastModifiedText());
        } else if (answer.lastModified() >= 0 && tellsTime(answer.status())) {
            out.field("Last-Modified", HttpDate.of(answer.lastModified()));
        }
    }

    private static void connection(HeadWriter out, Answer answer, LocationSettings settings, boolean keepAlive) {
        if (answer.status() == 101) {
            out.field("Connection", "upgrade");
        } else if (keepAlive) {
            out.field("Connection", "keep-alive");
            if (settings.keepalive().header() > 0) {
                out.field("Keep-Alive", "timeout=" + settings.keepalive().header());
            }
        } else {
            out.field("Connection", "close");
        }
    }

    private static String contentType(Answer answer) {
        return answer.charset() == null ? answer.contentType() : answer.contentType() + "; charset=" + answer.charset();
    }
}
