package io.gangway.core;

import io.gangway.http.Fields;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** Sends one answer through the filters of its location to the door. Owned by its exchange. */
final class Delivery {
    private final Exchange exchange;
    private final Producer producer;

    Delivery(Exchange exchange, Producer producer) {
        this.exchange = exchange;
        this.producer = producer;
    }

    void send(Answer answer) {
        int status = answer.status();
        if (exchange.head().method().equals("HEAD") || status == 204 || status == 304 || status < 200) {
            answer.headerOnly(true);
        }
        Sink sink = chain(exchange, answer, exchange.door().sink(exchange, producer));
        sink.head(answer);
        if (answer.headerOnly()) {
            producer.cancel(null);
            sink.write(RetainableByteBuffer.wrap(ByteBuffer.allocate(0)), Sink.Mark.LAST);
        } else {
            producer.start(sink);
        }
    }

    /** Lets the filters change a head that no body follows: an upgrade. */
    static void headOnly(Exchange exchange, Answer answer) {
        answer.headerOnly(true);
        chain(exchange, answer, NOWHERE).head(answer);
    }

    private static Sink chain(Exchange exchange, Answer answer, Sink door) {
        Filter[] filters = exchange.location().filters();
        return filters.length == 0 ? door : new Link(exchange, filters, 0, door);
    }

    /** A place in the chain: what comes after it is made when the head arrives, for each filter sees the work of those before. */
    private static final class Link implements Sink {
        private final Exchange exchange;
        private final Filter[] filters;
        private final int index;
        private final Sink door;
        private Sink target;

        Link(Exchange exchange, Filter[] filters, int index, Sink door) {
            this.exchange = exchange;
            this.filters = filters;
            this.index = index;
            this.door = door;
        }

        @Override
        public void head(Answer answer) {
            for (int i = index; i < filters.length; i++) {
                Link next = new Link(exchange, filters, i + 1, door);
                Sink wrapped = filters[i].wrap(exchange, answer, next);
                if (wrapped != next) {
                    target = wrapped;
                    target.head(answer);
                    return;
                }
            }
            target = door;
            door.head(answer);
        }

        @Override
        public Written write(RetainableByteBuffer buffer, Mark mark) {
            return target.write(buffer, mark);
        }

        @Override
        public Written write(FileRegion region, Mark mark) {
            return target.write(region, mark);
        }

        @Override
        public void trailers(Fields trailers) {
            target.trailers(trailers);
        }

        @Override
        public void fail(Throwable cause) {
            target.fail(cause);
        }
    }

    private static final Sink NOWHERE = new Sink() {
        @Override
        public void head(Answer answer) {}

        @Override
        public Written write(RetainableByteBuffer buffer, Mark mark) {
            buffer.release();
            return Written.DONE;
        }

        @Override
        public Written write(FileRegion region, Mark mark) {
            region.close();
            return Written.DONE;
        }

        @Override
        public void fail(Throwable cause) {}
    };
}
