package io.gangway.websocket;

/**
 * What a sender said goes no further.
 *
 * @param code of the close frames that tell both sides
 * @param reason of these
 * @param what the sender did, for the log
 * @param cut whether the target has got a part of a frame: then it can't be told, and gets FIN
 */
record Refusal(int code, String reason, String what, boolean cut) {
    static Refusal tooLarge(long most, boolean cut) {
        String reason = "message larger than " + most + " bytes";
        return new Refusal(CloseCode.TOO_BIG, reason, "a " + reason, cut);
    }
}
