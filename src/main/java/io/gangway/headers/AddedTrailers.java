package io.gangway.headers;

import io.gangway.config.Scope;
import io.gangway.content.FileRegion;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Filter;
import io.gangway.exchange.FilterSink;
import io.gangway.http.Fields;
import io.gangway.http.ProtocolVersion;
import java.util.List;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** Adds the configured trailer fields of a location to its responses, which are then chunked in HTTP/1.1. */
final class AddedTrailers implements Filter {
    private final List<AddedField> trailers;

    AddedTrailers(Scope scope) {
        trailers = AddedField.of(scope, AddedField.ADD_TRAILER, AddedField.ADD_TRAILER_INHERIT);
    }

    boolean isEmpty() {
        return trailers.isEmpty();
    }

    @Override
    public Sink wrap(Exchange x, Response response, Sink next) {
        boolean safe = AddedFields.isSafe(response.status());
        if (response.headerOnly() || !x.head().version().atLeast(ProtocolVersion.HTTP_1_1)) {
            return next;
        }
        if (trailers.stream().noneMatch(trailer -> safe || trailer.always())) {
            if (isRefusedRange(response) && x.head().version() != ProtocolVersion.HTTP_2_0) {
                response.contentLength(-1);
            }
            return next;
        }
        if (x.head().version() != ProtocolVersion.HTTP_2_0) {
            // Trailers need a chunked body.
            response.contentLength(-1);
        }
        return new TrailerSink(x, next, safe);
    }

    /** Whether this is the page of a response that expected trailers until its range was refused: it is chunked, too. */
    private static boolean isRefusedRange(Response response) {
        return response.status() == 416 && response.fields().build().contains("Content-Range");
    }

    /** Passes the trailers on before the last bytes, after the response's own ones. */
    private final class TrailerSink extends FilterSink {
        private final Exchange exchange;
        private final boolean safe;
        private Fields own = Fields.EMPTY;

        TrailerSink(Exchange exchange, Sink next, boolean safe) {
            super(next);
            this.exchange = exchange;
            this.safe = safe;
        }

        @Override
        public void trailers(Fields ofResponse) {
            own = ofResponse;
        }

        @Override
        public Written write(RetainableByteBuffer buffer, Mark mark) {
            end(mark);
            return next.write(buffer, mark);
        }

        @Override
        public Written write(FileRegion region, Mark mark) {
            end(mark);
            return next.write(region, mark);
        }

        /** Passes them on one by one, because a value may refer to an earlier one ({@code $sent_trailer_name}). */
        private void end(Mark mark) {
            if (mark != Mark.LAST) {
                return;
            }
            next.trailers(own);
            Fields.Builder fields = own.toBuilder();
            for (AddedField trailer : trailers) {
                String value = safe || trailer.always() ? trailer.value().render(exchange) : "";
                if (!value.isEmpty()) {
                    next.trailers(fields.add(trailer.name(), value).build());
                }
            }
        }
    }
}
