package io.gangway.websocket;

/** What a sender said can't go on: thrown where that is found, caught by the gate. It says no place: it is no fault of ours. */
final class ProtocolViolationException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ProtocolViolation violation;

    private ProtocolViolationException(ProtocolViolation violation) {
        super(violation.what(), null, false, false);
        this.violation = violation;
    }

    static ProtocolViolationException malformed(String what) {
        return new ProtocolViolationException(
                new ProtocolViolation(CloseCode.PROTOCOL_ERROR, what, "a malformed frame (" + what + ")", false));
    }

    static ProtocolViolationException badData(String what) {
        return new ProtocolViolationException(new ProtocolViolation(CloseCode.BAD_DATA, what, what, false));
    }

    static ProtocolViolationException tooLarge(long max) {
        return new ProtocolViolationException(ProtocolViolation.tooLarge(max, false));
    }

    static ProtocolViolationException ofHook(Throwable cause) {
        return new ProtocolViolationException(new ProtocolViolation(
                CloseCode.INTERNAL_ERROR, "", "a message at which websocket_hook failed (" + cause + ")", false));
    }

    ProtocolViolation violation() {
        return violation;
    }
}
