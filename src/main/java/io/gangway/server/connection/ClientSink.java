package io.gangway.server.connection;

import io.gangway.content.Producer;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.ResponseProgress;
import io.gangway.http.Fields;

/** The last sink of an answer, whichever way its client came: the answer ends once, whole or broken. Confined to the loop. */
public abstract class ClientSink implements Sink, ResponseProgress {
    protected final Exchange exchange;
    protected Producer producer;
    protected Response response;
    protected Fields trailers = Fields.EMPTY;

    /** Whether the head was given to the client. */
    protected boolean committed;

    /** Whether what is being written is the end. */
    protected boolean last;

    protected boolean complete;
    protected boolean broken;

    protected ClientSink(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Who gives the bytes of the answer. */
    public final void producer(Producer newProducer) {
        producer = newProducer;
    }

    @Override
    public final boolean isUncommitted() {
        return !committed;
    }

    /** Whether the client was given all. */
    public final boolean isComplete() {
        return complete;
    }

    public final boolean isBroken() {
        return broken;
    }

    /** Those of the answer; none before its end. */
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

    /** The connection is closed. */
    public final void connectionClosed() {
        fail(null);
    }

    /** The client has not taken what was given within {@code send_timeout}. */
    public void expired() {
        exchange.log(LogLevel.INFO, "client timed out (110: Connection timed out) while sending response to client");
        breakOff(null);
    }

    /** The last byte is out. */
    protected final void complete() {
        complete = true;
        exchange.answered();
    }

    /** A callback has failed. Nobody above could end the exchange: it would wait for ever. */
    protected final void failed(Throwable cause) {
        exchange.log(LogLevel.ALERT, "unexpected " + cause + " while sending response to client");
        breakOff(cause);
    }

    /** The answer can't be sent whole: ends the exchange. Idempotent. */
    protected final void breakOff(Throwable cause) {
        if (!broken) {
            broken = true;
            stop(cause);
            exchange.broken();
        }
    }

    /** Frees what is held and ends the producer. */
    protected abstract void stop(Throwable cause);

    /** No byte is wanted any more. */
    protected final void cancelProducer(Throwable cause) {
        if (producer != null && !complete) {
            producer.cancel(cause);
        }
    }
}
