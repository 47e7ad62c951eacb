package io.gangway.server.connection;

import io.gangway.content.Producer;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.ResponseProgress;
import io.gangway.http.Fields;

/**
 * The last sink of a response, with any version of HTTP. The response ends once, complete or broken. Confined to the
 * loop.
 */
public abstract class ClientSink implements Sink, ResponseProgress {
    protected final Exchange exchange;
    protected Producer producer;
    protected Response response;
    protected Fields trailers = Fields.EMPTY;

    /** Whether the head has been sent to the client. */
    protected boolean committed;

    /** Whether the pending write is the last one. */
    protected boolean last;

    protected boolean complete;
    protected boolean broken;

    protected ClientSink(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Sets the producer of the response's bytes. */
    public final void producer(Producer producer) {
        this.producer = producer;
    }

    @Override
    public final boolean isUncommitted() {
        return !committed;
    }

    /** Whether the whole response has been sent. */
    public final boolean isComplete() {
        return complete;
    }

    public final boolean isBroken() {
        return broken;
    }

    /** The trailers of the response; empty before its end. */
    @Override
    public final Fields trailers() {
        return trailers;
    }

    @Override
    public final void trailers(Fields fields) {
        trailers = fields;
    }

    @Override
    public final void fail(Throwable cause) {
        if (!complete) {
            breakOff(cause);
        }
    }

    /** The connection was closed. */
    public final void connectionClosed() {
        fail(null);
    }

    /** The client has accepted no data within {@code send_timeout}. */
    public void expired() {
        exchange.log(LogLevel.INFO, "client timed out (110: Connection timed out) while sending response to client");
        breakOff(null);
    }

    /** The last byte was sent. */
    protected final void complete() {
        complete = true;
        exchange.completed();
    }

    /** A callback failed. No caller could end the exchange, which would then wait for ever. */
    protected final void failed(Throwable cause) {
        exchange.log(LogLevel.ALERT, "unexpected " + cause + " while sending response to client");
        breakOff(cause);
    }

    /** Ends the exchange because the response can't be completed. Idempotent. */
    protected final void breakOff(Throwable cause) {
        if (!broken) {
            broken = true;
            stop(cause);
            exchange.broken();
        }
    }

    /** Releases what is held and ends the producer. */
    protected abstract void stop(Throwable cause);

    /** Cancels the producer: no more bytes are needed. */
    protected final void cancelProducer(Throwable cause) {
        if (producer != null && !complete) {
            producer.cancel(cause);
        }
    }
}
