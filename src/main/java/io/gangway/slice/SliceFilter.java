package io.gangway.slice;

import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Filter;

/** Makes the response for the first slice the head of the whole response. */
final class SliceFilter implements Filter {
    private static final String CONTENT_RANGE = "Content-Range";

    @Override
    public Sink wrap(Exchange x, Response response, Sink next) {
        Slices slices = Slices.of(x);
        if (slices == null) {
            return next;
        }
        if (response.status() != 206) {
            x.put(Slices.KEY, null);
            return next;
        }
        ContentRange range = contentRange(response);
        String wrong = slices.accept(response, range);
        if (wrong != null) {
            x.log(LogLevel.ERROR, wrong);
            x.refuseToRespond();
            return next;
        }
        response.status(200).contentLength(range.length()).contentOffset(range.start());
        response.remove(CONTENT_RANGE);
        response.acceptRanges(null).rangesAllowed(true).singleRange(true);
        return response.headerOnly() ? next : new SliceSink(x, next, slices);
    }

    static ContentRange contentRange(Response response) {
        return ContentRange.parse(response.fields().build().get(CONTENT_RANGE));
    }
}
