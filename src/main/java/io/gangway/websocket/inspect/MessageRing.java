package io.gangway.websocket.inspect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/** The last messages of one tunnel in both directions, within a limit of memory. Confined to the tunnel's loop. */
public final class MessageRing {
    /** Maximum bytes of a payload that are kept. */
    private static final int MAX_PAYLOAD = 4096;

    private final int maxBytes;
    private final LongSupplier wallMillis;
    private final Deque<InspectedMessage> messages = new ArrayDeque<>();
    private long count;
    private int bytes;

    /**
     * Creates an empty ring.
     *
     * @param maxBytes of heap memory; a payload takes at most a quarter of it
     * @param wallMillis the wall clock in milliseconds since 1970
     */
    public MessageRing(int maxBytes, LongSupplier wallMillis) {
        this.maxBytes = maxBytes;
        this.wallMillis = wallMillis;
    }

    /** Maximum bytes of a payload that are kept. */
    int maxPayload() {
        return Math.min(MAX_PAYLOAD, maxBytes / 4);
    }

    void add(boolean toUpstream, int opcode, long length, byte[] payload, boolean compressed) {
        InspectedMessage message =
                new InspectedMessage(++count, wallMillis.getAsLong(), toUpstream, opcode, length, payload, compressed);
        messages.add(message);
        bytes += message.size();
        while (bytes > maxBytes) {
            bytes -= messages.remove().size();
        }
    }

    /** The number of all messages so far. */
    public long count() {
        return count;
    }

    /**
     * The messages with greater numbers, oldest first, as far as they are kept.
     *
     * @param number 0 for all
     */
    public List<InspectedMessage> after(long number) {
        List<InspectedMessage> after = new ArrayList<>();
        for (InspectedMessage message : messages) {
            if (message.number() > number) {
                after.add(message);
            }
        }
        return after;
    }
}
