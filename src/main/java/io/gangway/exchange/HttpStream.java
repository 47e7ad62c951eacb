package io.gangway.exchange;

import io.gangway.content.Producer;
import io.gangway.content.RequestBody;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.loop.EventLoop;

/**
 * The client's side of one exchange: where its body comes from and its answer goes. One implementation for each way in
 * (HTTP/1.1, HTTP/2, a servlet container, a subrequest). All calls are made on the exchange's loop.
 *
 * <p>The door tells its exchange three things: {@link Exchange#answered()} when the last byte is out,
 * {@link Exchange#broken} when the answer can't be sent, {@link Exchange#clientGone()} when the client left while nothing was
 * being written.
 */
public interface HttpStream {
    Client client();

    EventLoop loop();

    /** The body as the client sends it, without limit but those of the protocol. */
    RequestBody body();

    /** Where the answer of the exchange goes after all filters; {@code producer} hears {@code writable} and {@code cancel}. */
    Sink sink(Exchange exchange, Producer producer);

    /** Answers 101 and gives the leg away. */
    void upgrade(Exchange exchange, Response head101, Tunnel tunnel);

    /** The connection is to be closed after this answer. */
    void closeAfter();

    /** The exchange and all that belongs to it has ended: go on with the next request, or close. */
    void ended(Exchange exchange);

    /** How much of the answer has been sent. */
    ResponseProgress progress();

    /** Whether the connection is to be kept after this answer ({@code $sent_http_connection}). */
    default boolean keepsAlive() {
        return false;
    }

    /** Ends the connection without an answer (nginx's 444). */
    void abort();
}
