package io.gangway.websocket.frame;

/**
 * A violation by a sender, after which its data is not passed on.
 *
 * @param code of the close frames to both sides
 * @param reason of the close frames
 * @param what the error, for the log
 * @param cut whether the target has received a part of a frame: it then gets FIN instead of a close frame
 */
public record ProtocolViolation(int code, String reason, String what, boolean cut) {
    static ProtocolViolation tooLarge(long max, boolean cut) {
        String reason = "message larger than " + max + " bytes";
        return new ProtocolViolation(CloseCode.TOO_BIG, reason, "a " + reason, cut);
    }
}
