package io.gangway.websocket.frame;

/**
 * What a sender said goes no further.
 *
 * @param code of the close frames that tell both sides
 * @param reason of these
 * @param what the sender did, for the log
 * @param cut whether the target has got a part of a frame: then it can't be told, and gets FIN
 */
public record ProtocolViolation(int code, String reason, String what, boolean cut) {
    static ProtocolViolation tooLarge(long max, boolean cut) {
        String reason = "message larger than " + max + " bytes";
        return new ProtocolViolation(CloseCode.TOO_BIG, reason, "a " + reason, cut);
    }
}
