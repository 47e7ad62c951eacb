package io.gangway.server.connection;

import io.gangway.conf.BuildInfo;
import io.gangway.content.Response;
import io.gangway.core.GzipAcceptance;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.LocationSettings;
import io.gangway.exchange.Redirects;
import io.gangway.http.Fields;
import io.gangway.http.HeadWriter;
import io.gangway.http.HttpDate;
import io.gangway.http.ProtocolVersion;
import io.gangway.http2.frame.HeaderBlockWriter;
import java.util.function.BiConsumer;

/** Writes the head of a response with nginx's fields in nginx's order. */
public final class ResponseHeadWriter {
    private ResponseHeadWriter() {}

    /**
     * Writes a head for HTTP/1.1, including the empty line.
     *
     * @param keepAlive whether the connection is kept open
     * @param chunked whether the body is sent in chunks
     */
    public static void write(HeadWriter out, Exchange exchange, Response response, boolean keepAlive, boolean chunked) {
        if (response.statusText() != null) {
            out.statusLine(ProtocolVersion.HTTP_1_1, response.statusText());
        } else {
            out.statusLine(ProtocolVersion.HTTP_1_1, status(response));
        }
        general(exchange, response, out::field);
        if (chunked) {
            out.field("Transfer-Encoding", "chunked");
        }
        connection(out, response, exchange.location().settings(), keepAlive);
        specific(exchange, response, out::field);
        out.end();
    }

    /** Writes a head as an HTTP/2 header block. */
    public static void write(HeaderBlockWriter out, Exchange exchange, Response response) {
        write(out, exchange, response, status(response));
    }

    /**
     * Writes a head as an HTTP/2 header block.
     *
     * @param status replaces that of the response
     */
    public static void write(HeaderBlockWriter out, Exchange exchange, Response response, int status) {
        out.status(status);
        // nginx passes a backend's Last-Modified on as one of the other fields.
        boolean passed = response.statusText() != null;
        general(exchange, response, (name, value) -> {
            if (passed && name.equals("Last-Modified")) {
                out.field(name, value);
            } else {
                out.own(name, value);
            }
        });
        specific(exchange, response, (name, value) -> {
            if (name.equals("Vary")) {
                out.own(name, value);
            } else {
                out.field(name, value);
            }
        });
    }

    /** The status as sent. */
    public static int status(Response response) {
        return response.status() == 494 ? 400 : response.status();
    }

    /** Writes the fields before those of the connection. */
    public static void general(Exchange exchange, Response response, BiConsumer<String, String> out) {
        own(
                out,
                "Server",
                response.server() != null
                        ? response.server()
                        : BuildInfo.name(exchange.location().settings().serverTokens()));
        own(
                out,
                "Date",
                response.date() != null ? response.date() : exchange.loop().httpDate());
        if (response.status() != 204) {
            describe(out, response);
            date(out, response);
        } else if (response.statusText() != null) {
            passedNoContent(out, exchange, response);
        }
        location(out, exchange, response, true);
    }

    /** Writes the fields after those of the connection. */
    public static void specific(Exchange exchange, Response response, BiConsumer<String, String> out) {
        if (exchange.location().settings().gzipVary() && GzipAcceptance.isVaried(exchange)) {
            out.accept("Vary", "Accept-Encoding");
        }
        location(out, exchange, response, false);
        Fields fields = response.fields().build();
        int size = fields.size();
        int lastModifiedAt = response.lastModifiedText() == null ? -1 : place(response.lastModifiedAt(), size);
        int etagAt = response.etag() == null ? -1 : place(response.etagAt(), size);
        int acceptRangesAt = response.acceptRanges() == null ? -1 : place(response.acceptRangesAt(), size);
        for (int at = 0; at >> 2 <= size; at++) {
            if (at == lastModifiedAt) {
                out.accept(response.lastModifiedName(), response.lastModifiedText());
            } else if (at == etagAt) {
                out.accept(response.etagName(), response.etag());
            } else if (at == acceptRangesAt) {
                out.accept(response.acceptRangesName(), response.acceptRanges());
            }
            if ((at & 3) == 3 && at >> 2 < size) {
                out.accept(fields.name(at >> 2), fields.value(at >> 2));
            }
        }
    }

    /** A filter may have removed some of the fields that were before this one. */
    private static int place(int at, int size) {
        return at >> 2 <= size ? at : size << 2 | at & 3;
    }

    /**
     * Writes Location. As in nginx, one that the server completes comes before the fields of the connection; in HTTP/2
     * every one does.
     */
    private static void location(BiConsumer<String, String> out, Exchange exchange, Response response, boolean before) {
        if (response.location() == null) {
            return;
        }
        Redirects redirects = exchange.location().settings().redirects();
        if (before
                == (redirects.completes(response.location())
                        || exchange.head().version() == ProtocolVersion.HTTP_2_0)) {
            out.accept("Location", redirects.complete(exchange, response.location()));
        }
    }

    private static void own(BiConsumer<String, String> out, String name, String value) {
        if (!value.equals(Response.OMITTED)) {
            out.accept(name, value);
        }
    }

    /** As in nginx, error pages have no Last-Modified. */
    private static boolean hasDate(int status) {
        return status == 200 || status == 206 || status == 304;
    }

    /** Writes a backend's 204 with its fields; in HTTP/2 without those that describe content (RFC 9110, 8.6). */
    private static void passedNoContent(BiConsumer<String, String> out, Exchange exchange, Response response) {
        if (exchange.head().version() != ProtocolVersion.HTTP_2_0) {
            describe(out, response);
        }
        date(out, response);
    }

    /** Writes the fields that describe the content. */
    private static void describe(BiConsumer<String, String> out, Response response) {
        if (response.contentType() != null) {
            out.accept("Content-Type", response.contentTypeField());
        }
        if (response.contentLength() >= 0 && response.status() >= 200) {
            out.accept("Content-Length", Long.toString(response.contentLength()));
        }
    }

    /** Writes our own Last-Modified; an upstream's is among its fields. */
    private static void date(BiConsumer<String, String> out, Response response) {
        if (response.lastModifiedText() == null && response.lastModified() >= 0 && hasDate(response.status())) {
            out.accept("Last-Modified", HttpDate.of(response.lastModified()));
        }
    }

    private static void connection(HeadWriter out, Response response, LocationSettings settings, boolean keepAlive) {
        if (response.status() == 101) {
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
