package io.gangway.foreign;

/**
 * A third-party WebSocket server. At {@code echo?WHO} it chooses the subprotocol {@code v2.score}, compresses if the
 * client offers it, and echoes every message except these texts:
 *
 * <ul>
 *   <li>{@code close CODE REASON}: it starts the closing handshake
 *   <li>{@code ping WORDS}: it sends a ping, and the text {@code pong WORDS} when the pong arrives
 * </ul>
 *
 * <p>{@code forbidden} is refused with 403. Its events are {@code WHO open PROTOCOL EXTENSION} and {@code WHO close
 * CODE REASON}.
 */
interface ForeignServer extends AutoCloseable {

    /** Its port on 127.0.0.1. */
    int port();

    /** The directory in its URLs, with a slash on both sides. */
    default String directory() {
        return "/";
    }

    /** The events of the server. */
    Lines events();

    @Override
    void close() throws Exception;
}
