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
import java.util.function.BiConsumer;

/** The head of an answer with nginx's fields in nginx's order. */
public final class AnswerHead {
    private AnswerHead() {}

    /**
     * Writes all of it, the empty line included.
     *
     * @param keepAlive whether the connection is kept
     * @param chunked whether the body goes in chunks
     */
    static void write(HeadWriter out, Exchange exchange, Answer answer, boolean keepAlive, boolean chunked) {
        if (answer.statusText() != null) {
            out.statusLine(Version.HTTP_1_1, answer.statusText());
        } else {
            out.statusLine(Version.HTTP_1_1, status(answer));
        }
        general(exchange, answer, out::field);
        if (chunked) {
            out.field("Transfer-Encoding", "chunked");
        }
        connection(out, answer, exchange.location().settings(), keepAlive);
        specific(exchange, answer, out::field);
        out.end();
    }

    /** The status as it is sent. */
    public static int status(Answer answer) {
        return answer.status() == 494 ? 400 : answer.status();
    }

    /** The fields that stand before those of the connection. */
    public static void general(Exchange exchange, Answer answer, BiConsumer<String, String> out) {
        own(
                out,
                "Server",
                answer.server() != null
                        ? answer.server()
                        : Product.name(exchange.location().settings().serverTokens()));
        own(out, "Date", answer.date() != null ? answer.date() : exchange.loop().httpDate());
        if (answer.status() != 204) {
            describe(out, answer);
            date(out, answer);
        } else if (answer.statusText() != null) {
            passedNoContent(out, exchange, answer);
        }
        if (answer.location() != null) {
            out.accept("Location", exchange.location().settings().redirects().complete(exchange, answer.location()));
        }
    }

    /** The fields that stand behind those of the connection. */
    public static void specific(Exchange exchange, Answer answer, BiConsumer<String, String> out) {
        if (exchange.location().settings().gzipVary() && GzipAcceptance.isVaried(exchange)) {
            out.accept("Vary", "Accept-Encoding");
        }
        if (answer.etag() != null) {
            out.accept("ETag", answer.etag());
        }
        if (answer.acceptRanges() != null) {
            out.accept("Accept-Ranges", answer.acceptRanges());
        }
        Fields fields = answer.fields().build();
        for (int i = 0; i < fields.size(); i++) {
            out.accept(fields.name(i), fields.value(i));
        }
    }

    private static void own(BiConsumer<String, String> out, String name, String value) {
        if (!value.equals(Answer.OMITTED)) {
            out.accept(name, value);
        }
    }

    /** As in nginx: the page of an error has no time of its own. */
    private static boolean tellsTime(int status) {
        return status == 200 || status == 206 || status == 304;
    }

    /** A backend's 204: it keeps what it says, but in HTTP/2 nothing describes what is not there (RFC 9110, 8.6). */
    private static void passedNoContent(BiConsumer<String, String> out, Exchange exchange, Answer answer) {
        if (exchange.head().version() != Version.HTTP_2_0) {
            describe(out, answer);
        }
        date(out, answer);
    }

    /** What nginx tells of the content. */
    private static void describe(BiConsumer<String, String> out, Answer answer) {
        if (answer.contentType() != null) {
            out.accept("Content-Type", answer.contentTypeField());
        }
        if (answer.contentLength() >= 0 && answer.status() >= 200) {
            out.accept("Content-Length", Long.toString(answer.contentLength()));
        }
    }

    private static void date(BiConsumer<String, String> out, Answer answer) {
        if (answer.lastModifiedText() != null) {
            out.accept("Last-Modified", answer.lastModifiedText());
        } else if (answer.lastModified() >= 0 && tellsTime(answer.status())) {
            out.accept("Last-Modified", HttpDate.of(answer.lastModified()));
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
}
