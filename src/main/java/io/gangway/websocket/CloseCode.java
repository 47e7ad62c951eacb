package io.gangway.websocket;

/** The codes of close frames that we write ourselves (RFC 6455, section 7.4, and its registry). Others pass as they are. */
final class CloseCode {
    /** The server stops, or what it served is not there any more. */
    static final int GOING_AWAY = 1001;
    /** A close frame without a code: never written, only told. */
    static final int NONE = 1005;

    static final int TOO_BIG = 1009;
    static final int SERVICE_RESTART = 1012;
    static final int BAD_GATEWAY = 1014;

    private CloseCode() {}
}
