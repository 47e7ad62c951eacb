package io.gangway.websocket.frame;

/**
 * Thrown at a violation by a sender, and caught by the frame processor. Has no stack trace, because it is not a bug of
 * ours.
 */
public final class ProtocolViolationException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ProtocolViolation violation;

    private ProtocolViolationException(ProtocolViolation violation) {
        super(violation.what(), null, false, false);
        this.violation = violation;
    }

    public static ProtocolViolationException malformed(String what) {
        return new ProtocolViolationException(
                new ProtocolViolation(CloseCode.PROTOCOL_ERROR, what, "a malformed frame (" + what + ")", false));
    }

    public static ProtocolViolationException badData(String what) {
        return new ProtocolViolationException(new ProtocolViolation(CloseCode.BAD_DATA, what, what, false));
    }

    public static ProtocolViolationException tooLarge(long max) {
        return new ProtocolViolationException(ProtocolViolation.tooLarge(max, false));
    }

    public static ProtocolViolationException ofHook(Throwable cause) {
        return new ProtocolViolationException(new ProtocolViolation(
                CloseCode.INTERNAL_ERROR, "", "a message at which websocket_hook failed (" + cause + ")", false));
    }

    public ProtocolViolation violation() {
        return violation;
    }
}
