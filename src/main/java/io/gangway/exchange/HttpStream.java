package io.gangway.exchange;

import io.gangway.content.Producer;
import io.gangway.content.RequestBody;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.http.Fields;
import io.gangway.loop.EventLoop;
import java.util.function.Consumer;

/**
 * The client's side of one exchange: the source of its body and the destination of its response. There is one
 * implementation for each protocol (HTTP/1.1, HTTP/2, a servlet container, a subrequest). All calls are made on the
 * exchange's loop.
 *
 * <p>The stream notifies its exchange: {@link Exchange#completed()} when the last byte was written, {@link
 * Exchange#broken} when the response cannot be sent, {@link Exchange#clientGone()} when the client left while no write
 * was pending.
 */
public interface HttpStream {
    Client client();

    EventLoop loop();

    /** The body as the client sends it, limited by the protocol only. */
    RequestBody body();

    /** The sink after all filters; it calls {@code writable} and {@code cancel} of the producer. */
    Sink sink(Exchange exchange, Producer producer);

    /**
     * Sends an interim response (1xx other than 101; RFC 9110, 15.2) before the response. Ignored where there is none: in
     * HTTP/1.0, in a subrequest, in a servlet container, and once the head of the response has been sent. Never ends the
     * exchange within this call, also if the client has gone.
     */
    default void interim(int status, Fields fields) {}

    /** Sends 101 and hands the leg over to the tunnel. */
    void upgrade(Exchange exchange, Response head101, Tunnel tunnel);

    /** Closes the connection after this response. */
    void closeAfter();

    /** The exchange and its resources have ended: continue with the next request, or close. */
    void ended(Exchange exchange);

    /** How much of the response has been sent. */
    ResponseProgress progress();

    /** Whether the connection is kept after this response ({@code $sent_http_connection}). */
    default boolean keepsAlive() {
        return false;
    }

    /** Responds in place of an error page; null to have error pages. */
    default Consumer<Exchange> stub() {
        return null;
    }

    /**
     * Registers a request in the background, which may end later than the exchange: until then its generation stays open,
     * and a shutdown waits.
     *
     * @param cut ends that request; called on the loop
     * @return to be run exactly once, when that request has ended
     */
    default Runnable background(Runnable cut) {
        return () -> {};
    }

    /** Closes the connection without a response (nginx's 444). */
    void abort();
}
