package io.gangway.headers;

import io.gangway.core.Answer;
import io.gangway.core.Exchange;
import io.gangway.core.FileRegion;
import io.gangway.core.Filter;
import io.gangway.core.FilterSink;
import io.gangway.core.Scope;
import io.gangway.core.Sink;
import io.gangway.http.Fields;
import io.gangway.http.HttpDate;
import io.gangway.http.Version;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** Puts the configured fields of a location on its answers. */
final class AddedFields implements Filter {
    private final Expires expires;
    private final List<AddedField> headers;
    private final List<AddedField> trailers;

    AddedFields(Scope scope) {
        expires = scope.get(Expires.EXPIRES);
        headers = AddedField.of(scope, AddedField.ADD_HEADER, AddedField.ADD_HEADER_INHERIT);
        trailers = AddedField.of(scope, AddedField.ADD_TRAILER, AddedField.ADD_TRAILER_INHERIT);
    }

    boolean isEmpty() {
        return (expires == null
                        || expires.constant() != null && expires.constant().kind() == Expires.Kind.OFF)
                && headers.isEmpty()
                && trailers.isEmpty();
    }

    @Override
    public Sink wrap(Exchange x, Answer answer, Sink next) {
        boolean safe = isSafe(answer.status());
        if (expires != null && safe) {
            expires.apply(x, answer);
        }
        for (AddedField header : headers) {
            if (safe || header.always()) {
                add(answer, header.name(), header.value().render(x));
            }
        }
        boolean trailing = trailers.stream().anyMatch(t -> safe || t.always())
                && !answer.headerOnly()
                && x.head().version().atLeast(Version.HTTP_1_1);
        if (!trailing) {
            return next;
        }
        answer.contentLength(-1);
        return new TrailerSink(x, next, trailers, safe);
    }

    /** The statuses that fields without {@code always} go with. */
    static boolean isSafe(int status) {
        return switch (status) {
            case 200, 201, 204, 206, 301, 302, 303, 304, 307, 308 -> true;
            default -> false;
        };
    }

    private static void add(Answer answer, String name, String value) {
        switch (name.toLowerCase(Locale.ROOT)) {
            case "last-modified" -> {
                if (value.isEmpty()) {
                    answer.lastModified(-1);
                } else {
                    answer.lastModified(HttpDate.parse(value), value);
                }
            }
            case "etag" -> answer.etag(value.isEmpty() ? null : value);
            default -> {
                if (!value.isEmpty()) {
                    answer.fields().add(name, value);
                }
            }
        }
    }

    /** Hands the trailers on before the last bytes. */
    private static final class TrailerSink extends FilterSink {
        private final Exchange exchange;
        private final List<AddedField> trailers;
        private final boolean safe;

        TrailerSink(Exchange exchange, Sink next, List<AddedField> trailers, boolean safe) {
            super(next);
            this.exchange = exchange;
            this.trailers = trailers;
            this.safe = safe;
        }

        @Override
        public Written write(RetainableByteBuffer buffer, Mark mark) {
            last(mark);
            return next.write(buffer, mark);
        }

        @Override
        public Written write(FileRegion region, Mark mark) {
            last(mark);
            return next.write(region, mark);
        }

        private void last(Mark mark) {
            if (mark != Mark.LAST) {
                return;
            }
            Fields.Builder fields = Fields.builder();
            for (AddedField trailer : trailers) {
                String value = safe || trailer.always() ? trailer.value().render(exchange) : "";
                if (!value.isEmpty()) {
                    fields.add(trailer.name(), value);
                }
            }
            next.trailers(fields.build());
        }
    }
}
