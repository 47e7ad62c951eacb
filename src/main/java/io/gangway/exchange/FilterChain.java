package io.gangway.exchange;

import io.gangway.content.FileRegion;
import io.gangway.content.NullSink;
import io.gangway.content.Producer;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.explain.ExplanationStep.Topic;
import io.gangway.http.Fields;
import io.gangway.regex.RegexLimitException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Sends one response through the filters of its location to the stream. Owned by its exchange. It is the stream's
 * producer: when there is room, filters with pending bytes continue first, the last one in the chain before the others,
 * then the real producer.
 */
final class FilterChain implements Producer {
    static final Sink DISCARD = new NullSink();

    private static final Filter[] NO_FILTERS = {};

    private final Exchange exchange;
    private final Producer producer;

    /** The filters that see the bytes, nearest to the producer first; fixed once the head has passed. */
    private final List<FilterSink> wrapped = new ArrayList<>(2);

    private Sink first;
    /** The stream's sink; null before the head has reached it. */
    private Sink last;

    private boolean producerDone;

    FilterChain(Exchange exchange, Producer producer) {
        this.exchange = exchange;
        this.producer = producer;
    }

    /** Sends the response, or its replacement when a filter refuses it. */
    PhaseResult send(Response response) {
        int status = response.status();
        if (!exchange.isSubrequest() && exchange.head().method().equals("HEAD")
                || status == 204
                || status == 304
                || status < 200) {
            response.headerOnly(true);
        }
        if (exchange.head().isExtendedConnect() && status / 100 == 2 && !exchange.isSubrequest()) {
            // The client would take it for an open tunnel.
            boolean passed = response.statusText() != null;
            if (exchange.explanation() != null && !passed) {
                exchange.explanation()
                        .step(Topic.WEBSOCKET, "a WebSocket over HTTP/2 gets 405: this location passes no upgrade");
            }
            exchange.log(
                    passed ? LogLevel.ERROR : LogLevel.INFO,
                    (passed ? "upstream sent" : "the response has") + " status " + status + " instead of an upgrade");
            producer.cancel(null);
            exchange.withdraw();
            return exchange.end(passed ? 502 : 405);
        }
        first = new Link(() -> {
            last = exchange.stream().sink(exchange, wrapped.isEmpty() ? producer : this);
            return last;
        });
        try {
            first.head(response);
        } catch (RegexLimitException e) {
            return regexFailed(e);
        }
        int refused = exchange.responseState().takeRefusal();
        if (refused != 0) {
            producer.cancel(null);
            exchange.withdraw();
            return refused == ResponseState.NO_RESPONSE ? exchange.drop(status) : exchange.end(refused);
        }
        if (exchange.explanation() != null) {
            // The body of an explained response does not exist.
            cancel(null);
            last.write(RetainableByteBuffer.wrap(ByteBuffer.allocate(0)), Sink.Mark.LAST);
        } else if (response.headerOnly()) {
            producerDone = true;
            producer.withoutBody(this::end);
        } else {
            producer.start(first);
        }
        return PhaseResult.DONE;
    }

    private void end() {
        if (!exchange.isEnded()) {
            first.write(RetainableByteBuffer.wrap(ByteBuffer.allocate(0)), Sink.Mark.LAST);
        }
    }

    /**
     * Ends the exchange with 500, since a pattern of a filter took too many steps. The head has not reached the stream.
     */
    private PhaseResult regexFailed(RegexLimitException cause) {
        exchange.unexpected(cause);
        cancel(null);
        return SpecialResponse.failed(exchange);
    }

    /** Runs the filters on a head without a body: an upgrade. */
    static void headOnly(Exchange exchange, Response response) {
        response.headerOnly(true);
        new FilterChain(exchange, null).new Link(() -> DISCARD).head(response);
        exchange.responseState().takeRefusal();
    }

    @Override
    public void start(Sink sink) {
        producer.start(sink);
    }

    @Override
    public void writable() {
        for (int i = wrapped.size() - 1; i >= 0; i--) {
            if (wrapped.get(i).more() != Sink.Written.DONE) {
                return;
            }
        }
        if (!producerDone) {
            producer.writable();
        }
    }

    @Override
    public void cancel(Throwable cause) {
        wrapped.forEach(FilterSink::free);
        if (!producerDone) {
            producerDone = true;
            producer.cancel(cause);
        }
    }

    /**
     * A link of the chain. Its target is created when the head arrives, since each filter must see the changes of the
     * previous ones.
     */
    private final class Link implements Sink {
        private final Supplier<Sink> stream;
        private int index;
        private Sink target;

        Link(Supplier<Sink> stream) {
            this.stream = stream;
        }

        @Override
        public void head(Response response) {
            Filter[] filters = exchange.responseState().skipsFilters()
                    ? NO_FILTERS
                    : exchange.location().filters(exchange);
            Link next = null;
            while (index < filters.length && !exchange.responseState().isRefused()) {
                if (next == null) {
                    next = new Link(stream);
                }
                next.index = ++index;
                target = filters[index - 1].wrap(exchange, response, next);
                if (target != next) {
                    if (target instanceof FilterSink filter) {
                        wrapped.add(filter);
                    }
                    target.head(response);
                    return;
                }
            }
            target = exchange.responseState().isRefused() ? DISCARD : stream.get();
            target.head(response);
        }

        @Override
        public Written write(RetainableByteBuffer buffer, Mark mark) {
            last(mark);
            return target.write(buffer, mark);
        }

        @Override
        public Written write(FileRegion region, Mark mark) {
            last(mark);
            return target.write(region, mark);
        }

        @Override
        public void trailers(Fields trailers) {
            target.trailers(trailers);
        }

        @Override
        public void fail(Throwable cause) {
            producerDone |= this == first;
            target.fail(cause);
        }

        private void last(Mark mark) {
            producerDone |= mark == Mark.LAST && this == first;
        }
    }
}
