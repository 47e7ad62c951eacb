package io.gangway.upstream.exchange;

import io.gangway.core.UpstreamTlsProvider;
import io.gangway.errorlog.LogLevel;
import io.gangway.loop.NoConnectionException;

/**
 * Why no connection to a peer could be established.
 *
 * @param kind a bit of {@link NextUpstream}; 0 when it is not the peer's fault, so that no other one is tried
 * @param status of the response when no other peer is tried
 * @param text for the log, in nginx's words
 */
record ConnectFailure(LogLevel level, int kind, int status, String text) {
    private static final String CONNECTING = " while connecting to upstream";

    /**
     * Describes a failure.
     *
     * @param peer its name
     * @param tls why the TLS handshake failed; null if it did not
     */
    static ConnectFailure of(Throwable cause, String peer, String tls) {
        if (cause instanceof NoConnectionException) {
            return new ConnectFailure(LogLevel.ALERT, 0, 500, cause.getMessage() + CONNECTING);
        }
        if (cause instanceof UpstreamTlsProvider.UnusableCertificateException) {
            return new ConnectFailure(LogLevel.ERROR, 0, 500, cause.getMessage() + CONNECTING);
        }
        if (tls != null) {
            return error(LogLevel.ERROR, tls + " while SSL handshaking to upstream");
        }
        if (UpstreamFailure.isTimeout(cause)) {
            return new ConnectFailure(
                    LogLevel.ERROR, NextUpstream.TIMEOUT, 504, UpstreamFailure.TIMED_OUT + CONNECTING);
        }
        if (UpstreamFailure.isOfStream(cause)) {
            return error(LogLevel.ERROR, cause.getMessage() + CONNECTING);
        }
        if (peer.startsWith("unix:")) {
            // Only a Unix socket's connect() fails at once, which nginx words differently.
            LogLevel level = UpstreamFailure.isUsual(cause) ? LogLevel.ERROR : LogLevel.CRIT;
            return error(level, UpstreamFailure.of("connect() to " + peer, cause) + CONNECTING);
        }
        return error(LogLevel.ERROR, UpstreamFailure.of("connect()", cause) + CONNECTING);
    }

    private static ConnectFailure error(LogLevel level, String text) {
        return new ConnectFailure(level, NextUpstream.ERROR, 502, text);
    }
}
