package io.gangway.foreign;

/**
 * A third-party WebSocket client. It is opened with the subprotocols to offer, and offers compression if it can. Its
 * events: {@code open PROTOCOL EXTENSION}, each {@code -} if there is none, {@code pong WORDS}, and {@code close CODE
 * REASON}.
 */
interface ForeignWebSocket extends ForeignClient {

    /** Sends a binary message. */
    void send(byte[] bytes) throws Exception;

    /** Sends a ping. */
    void ping(String payload) throws Exception;

    /** Starts the closing handshake. */
    void close(int code, String reason) throws Exception;
}
