package io.gangway.upstream.http2;

import java.io.IOException;

/**
 * The upstream does not allow extended CONNECT (RFC 8441, 3): a WebSocket needs a connection of HTTP/1.1. The message is
 * a log text, without the action. It has no stack trace: it is an expected event, not a programming error.
 */
public final class ExtendedConnectException extends IOException {
    private static final long serialVersionUID = 1L;

    private ExtendedConnectException(String why) {
        super("upstream does not allow WebSockets over HTTP/2 (" + why + ")");
    }

    /** Its SETTINGS say so. */
    static ExtendedConnectException bySettings() {
        return new ExtendedConnectException("no SETTINGS_ENABLE_CONNECT_PROTOCOL");
    }

    /** It does not choose HTTP/2 by ALPN. */
    static ExtendedConnectException byAlpn() {
        return new ExtendedConnectException("no \"h2\" by ALPN");
    }

    /** The same was found out a short time ago. */
    static ExtendedConnectException known() {
        return new ExtendedConnectException("known from an earlier connection");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
