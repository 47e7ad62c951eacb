package io.gangway.foreign;

/**
 * A WebSocket server of another make. At {@code echo?WHO} it chooses the subprotocol {@code v2.score}, compresses where
 * it is asked to, and sends every message back, but for these texts:
 *
 * <ul>
 *   <li>{@code close CODE REASON}: it starts the closing handshake
 *   <li>{@code ping WORDS}: it sends a ping, and the text {@code pong WORDS} when that is answered
 * </ul>
 *
 * <p>{@code forbidden} is refused with 403. It says {@code WHO open PROTOCOL EXTENSION} and {@code WHO close CODE
 * REASON}.
 */
interface ForeignServer extends AutoCloseable {

    /** Its port on 127.0.0.1. */
    int port();

    /** The folder of what it serves, with a slash on both sides. */
    default String directory() {
        return "/";
    }

    /** What it saw. */
    Lines events();

    @Override
    void close() throws Exception;
}
