package io.gangway.foreign;

/**
 * A WebSocket client of another make. It is opened with the subprotocols to offer, and offers compression if it can. What it
 * says: {@code open PROTOCOL EXTENSION}, each {@code -} when there is none, {@code pong WORDS}, and
 * {@code close CODE REASON}.
 */
interface ForeignWebSocket extends ForeignClient {

    /** Sends a binary message. */
    void send(byte[] bytes) throws Exception;

    /** Sends a ping. */
    void ping(String payload) throws Exception;

    /** Starts the closing handshake. */
    void close(int code, String reason) throws Exception;
}
