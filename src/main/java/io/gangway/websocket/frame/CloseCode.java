package io.gangway.websocket.frame;

/**
 * The codes of the close frames that Gangway sends (RFC 6455, section 7.4, and its registry). Other codes are passed on
 * as they are.
 */
public final class CloseCode {
    /** The server shuts down, or the location was removed. */
    public static final int GOING_AWAY = 1001;
    /** A close frame without a code; never sent, only reported. */
    static final int NONE = 1005;

    /** A malformed frame (RFC 6455, section 5), or a close code that may not be sent. */
    static final int PROTOCOL_ERROR = 1002;

    /** Text that is not UTF-8, or a compressed message that cannot be inflated. */
    static final int BAD_DATA = 1007;

    public static final int TOO_BIG = 1009;
    /** An internal error. */
    static final int INTERNAL_ERROR = 1011;

    public static final int SERVICE_RESTART = 1012;
    public static final int BAD_GATEWAY = 1014;

    private CloseCode() {}

    /** Whether a close frame may contain it: registered and not reserved, or of a library or an application. */
    public static boolean mayBeSent(int code) {
        return code >= 1000 && code <= 1014 && (code < 1004 || code > 1006) || code >= 3000 && code < 5000;
    }
}
