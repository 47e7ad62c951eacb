package io.gangway.files;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Filter;
import io.gangway.http.Fields;
import io.gangway.http.HttpDate;
import io.gangway.http.ProtocolVersion;
import java.util.List;

/** Evaluates range requests (RFC 9110, section 14): turns a response of known length into 206 or 416. */
final class RangeFilter implements Filter {
    /** {@code max_ranges}: a request for more ranges gets the whole body; 0 turns ranges off. */
    static final Directive<Integer> MAX_RANGES = Directive.number("max_ranges")
            .byDefault(ByteRanges.UNLIMITED)
            .defaultText("")
            .description("Sets how many byte ranges a request may ask for. With more, the whole response is sent; 0 "
                    + "turns byte ranges off. Without the directive any number is allowed.")
            .in(HTTP, SERVER, LOCATION);

    private final int max;
    private final Boundaries boundaries;

    RangeFilter(int max, Boundaries boundaries) {
        this.max = max;
        this.boundaries = boundaries;
    }

    @Override
    public Sink wrap(Exchange x, Response response, Sink next) {
        if (response.status() != 200
                || !response.rangesAllowed()
                || response.contentLength() < 0
                || !x.head().version().atLeast(ProtocolVersion.HTTP_1_0)) {
            return next;
        }
        Fields request = x.head().fields();
        String range = request.get("Range");
        if (range == null
                || range.length() < 7
                || !range.regionMatches(true, 0, "bytes=", 0, 6)
                || !holds(request.get("If-Range"), response)) {
            return whole(response, next);
        }
        int allowed = response.singleRange() ? 1 : max;
        ByteRanges requested = ByteRanges.parse(range.substring(6), response.contentLength(), allowed);
        return switch (requested.verdict()) {
            case WHOLE -> whole(response, next);
            case NOT_SATISFIABLE -> {
                Fields fields = response.fields().build();
                // these include the early fields
                fields.forEach(field -> x.earlyFields().remove(field.name()));
                x.earlyFields().addAll(fields).set("Content-Range", "bytes */" + response.contentLength());
                x.refuse(416);
                yield next;
            }
            case PARTIAL -> partial(x, response, next, requested.ranges());
        };
    }

    private static Sink whole(Response response, Sink next) {
        response.acceptRanges(null).fields().add("Accept-Ranges", "bytes");
        return next;
    }

    private Sink partial(Exchange x, Response response, Sink next, List<ByteRanges.ByteRange> ranges) {
        long length = response.contentLength();
        response.status(206);
        if (ranges.size() > 1) {
            MultipartRanges parts = new MultipartRanges(ranges, length, response.contentTypeField(), boundaries.next());
            response.remove("Content-Range");
            response.contentType(parts.type()).charset(null).contentLength(parts.length());
            return response.headerOnly() ? next : new MultipartSink(x, next, parts);
        }
        ByteRanges.ByteRange range = ranges.get(0);
        response.fields().set("Content-Range", "bytes " + range.start() + "-" + (range.end() - 1) + "/" + length);
        response.contentLength(range.length());
        return response.headerOnly() ? next : new RangeSink(next, range, response);
    }

    /** Whether the condition of {@code If-Range} holds: the client must have exactly this version. */
    static boolean holds(String ifRange, Response response) {
        if (ifRange == null) {
            return true;
        }
        if (ifRange.length() >= 2 && ifRange.endsWith("\"")) {
            return ifRange.equals(response.etag());
        }
        return response.lastModified() != -1 && HttpDate.parse(ifRange) == response.lastModified();
    }
}
