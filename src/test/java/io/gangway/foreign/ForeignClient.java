package io.gangway.foreign;

import java.util.List;

/**
 * A client of another make, one connection at a time. It says what it sees: {@code open …} when it is connected,
 * {@code refused STATUS} when it is not let in, {@code text WORDS} and {@code binary LENGTH ADLER32} for messages,
 * {@code close …} when it is over.
 */
interface ForeignClient extends AutoCloseable {

    /** Opens a connection with what this kind of client has to know of it, and leaves the one before. */
    void open(String url, String... words) throws Exception;

    /** Sends text messages. */
    void send(List<String> texts) throws Exception;

    /** Gives the connection up; what it still says is not heard. */
    void disconnect() throws Exception;

    /** The next thing that it saw. */
    String next();

    @Override
    void close() throws Exception;
}
