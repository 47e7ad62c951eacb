package io.gangway.upstream.health;

import io.gangway.exchange.Exchange;
import io.gangway.upstream.exchange.PassSettings;

/** The protocol of the checks of one location, from the module that passes its requests. Immutable. */
public interface CheckProtocol {
    /** The settings of the location: the group, timeouts, the local address. */
    PassSettings settings();

    /**
     * The request for a check.
     *
     * @param x an exchange that is never run, in the location of the check: its URI is that of the check, so that the
     *     configured values with variables can be computed
     */
    CheckRequest request(Exchange x);

    /** Whether {@code type=grpc} is possible. */
    default boolean isGrpc() {
        return false;
    }

    /**
     * The request for a check with {@code type=grpc}: a call, if {@link #isGrpc}.
     *
     * @param message what is sent, with its prefix
     */
    default CheckRequest call(Exchange x, byte[] message) {
        throw new UnsupportedOperationException();
    }

    /**
     * Decodes one response.
     *
     * @param webSocket whether it is that of an opening handshake
     */
    CheckResponse response(boolean webSocket);

    /** Why a TLS handshake failed, in nginx's words; null for another failure. */
    default String tlsFailure(Throwable cause) {
        return null;
    }

    /** What {@code type=websocket} lacks here, for an error in the configuration; null for nothing. */
    default String lackForWebSocket() {
        return "\"proxy_pass\"";
    }
}
