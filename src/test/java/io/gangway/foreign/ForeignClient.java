package io.gangway.foreign;

import java.util.List;

/**
 * A third-party client with one connection at a time. It reports events: {@code open …} when it is connected,
 * {@code refused STATUS} when it is refused, {@code text WORDS} and {@code binary LENGTH ADLER32} for messages,
 * {@code close …} at the end.
 */
interface ForeignClient extends AutoCloseable {

    /** Opens a connection, with arguments for this kind of client, and gives up the previous one. */
    void open(String url, String... words) throws Exception;

    /** Sends text messages. */
    void send(List<String> texts) throws Exception;

    /** Gives the connection up and ignores its remaining events. */
    void disconnect() throws Exception;

    /** The next event. */
    String next();

    @Override
    void close() throws Exception;
}
