package io.gangway.websocket;

/** What a sender said can't go on: thrown where that is found, caught by the gate. It says no place: it is no fault of ours. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    private Refused(Refusal refusal) {
        super(refusal.what(), null, false, false);
        this.refusal = refusal;
    }

    static Refused malformed(String what) {
        return new Refused(new Refusal(CloseCode.PROTOCOL_ERROR, what, "a malformed frame (" + what + ")", false));
    }

    static Refused badData(String what) {
        return new Refused(new Refusal(CloseCode.BAD_DATA, what, what, false));
    }

    static Refused tooLarge(long most) {
        return new Refused(Refusal.tooLarge(most, false));
    }

    static Refused ofHook(Throwable cause) {
        return new Refused(new Refusal(
                CloseCode.INTERNAL_ERROR, "", "a message at which websocket_hook failed (" + cause + ")", false));
    }

    Refusal refusal() {
        return refusal;
    }
}
