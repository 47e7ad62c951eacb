package io.gangway.websocket.inspect;

/**
 * A message or a control frame as it came from its sender.
 *
 * @param number counts those of its tunnel, from 1
 * @param atMillis when its last byte arrived, in milliseconds since 1970
 * @param toUpstream whether it came from the client
 * @param opcode of its first frame
 * @param length bytes of its payload, without the mask; inflated unless {@code compressed}
 * @param payload the beginning of the payload; not to be changed
 * @param compressed whether the payload is still compressed, as it could not be inflated
 */
public record InspectedMessage(
        long number, long atMillis, boolean toUpstream, int opcode, long length, byte[] payload, boolean compressed) {
    /** Heap memory of an entry without its payload, bytes. */
    private static final int OVERHEAD = 96;

    /** Whether the end of the payload is missing. */
    public boolean cut() {
        return payload.length < length;
    }

    int size() {
        return OVERHEAD + payload.length;
    }
}
