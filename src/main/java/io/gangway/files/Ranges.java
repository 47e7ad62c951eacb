package io.gangway.files;

import static io.gangway.core.Context.HTTP;
import static io.gangway.core.Context.LOCATION;
import static io.gangway.core.Context.SERVER;

import io.gangway.core.Answer;
import io.gangway.core.Directive;
import io.gangway.core.Exchange;
import io.gangway.core.Filter;
import io.gangway.core.Sink;
import io.gangway.http.Fields;
import io.gangway.http.HttpDate;
import io.gangway.http.Version;
import java.util.List;

/** Range requests (RFC 9110, 14): an answer whose length is known becomes 206 or 416. */
final class Ranges implements Filter {
    /** {@code max_ranges}: more are answered with the whole; 0 turns ranges off. */
    static final Directive<Integer> MAX_RANGES = Directive.number("max_ranges")
            .byDefault(ByteRanges.UNLIMITED)
            .defaultText("")
            .says("Sets how many byte ranges a request may ask for. With more, the whole response is sent; 0 "
                    + "turns byte ranges off. Without the directive any number is allowed.")
            .in(HTTP, SERVER, LOCATION);

    private final int most;
    private final Boundaries boundaries;

    Ranges(int most, Boundaries boundaries) {
        this.most = most;
        this.boundaries = boundaries;
    }

    @Override
    public Sink wrap(Exchange x, Answer answer, Sink next) {
        if (answer.status() != 200
                || !answer.rangesAllowed()
                || answer.contentLength() < 0
                || !x.head().version().atLeast(Version.HTTP_1_0)) {
            return next;
        }
        Fields request = x.head().fields();
        String range = request.get("Range");
        if (range == null
                || range.length() < 7
                || !range.regionMatches(true, 0, "bytes=", 0, 6)
                || !holds(request.get("If-Range"), answer)) {
            return whole(answer, next);
        }
        int allowed = answer.singleRange() ? 1 : most;
        ByteRanges asked = ByteRanges.parse(range.substring(6), answer.contentLength(), allowed);
        return switch (asked.verdict()) {
            case WHOLE -> whole(answer, next);
            case NOT_SATISFIABLE -> {
                Fields fields = answer.fields().build();
                // those that were early are among them
                fields.forEach(field -> x.earlyFields().remove(field.name()));
                x.earlyFields().addAll(fields).set("Content-Range", "bytes */" + answer.contentLength());
                x.refuse(416);
                yield next;
            }
            case PARTIAL -> partial(x, answer, next, asked.ranges());
        };
    }

    private static Sink whole(Answer answer, Sink next) {
        answer.acceptRanges(null).fields().add("Accept-Ranges", "bytes");
        return next;
    }

    private Sink partial(Exchange x, Answer answer, Sink next, List<ByteRanges.ByteRange> ranges) {
        long length = answer.contentLength();
        answer.status(206);
        if (ranges.size() > 1) {
            MultipartRanges parts = new MultipartRanges(ranges, length, answer.contentTypeField(), boundaries.next());
            answer.fields().remove("Content-Range");
            answer.contentType(parts.type()).charset(null).contentLength(parts.length());
            return answer.headerOnly() ? next : new MultipartSink(x, next, parts);
        }
        ByteRanges.ByteRange range = ranges.get(0);
        answer.fields().set("Content-Range", "bytes " + range.start() + "-" + (range.end() - 1) + "/" + length);
        answer.contentLength(range.length());
        return answer.headerOnly() ? next : new RangeSink(next, range);
    }

    /** {@code If-Range}: a range counts only for the very version that the client has. */
    static boolean holds(String ifRange, Answer answer) {
        if (ifRange == null) {
            return true;
        }
        if (ifRange.length() >= 2 && ifRange.endsWith("\"")) {
            return ifRange.equals(answer.etag());
        }
        return answer.lastModified() != -1 && HttpDate.parse(ifRange) == answer.lastModified();
    }
}
