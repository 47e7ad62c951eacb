package io.gangway.websocket.inspect;

import io.gangway.websocket.frame.FrameTracker;
import io.gangway.websocket.frame.Inflation;
import io.gangway.websocket.frame.Mask;
import io.gangway.websocket.frame.Opcode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * Records the messages of one direction of a tunnel from the bytes of their sender, which it does not change. Confined
 * to the tunnel's loop.
 */
final class MessageRecorder {
    private static final int COMPRESSED = 4;
    /** A message that inflates to more is not inflated to its end, since that would hold up the loop. */
    private static final long MAX_INFLATED = 8L << 20;

    private static final byte[] EMPTY = {};

    private final boolean toUpstream;
    private final MessageRing ring;
    private final FrameTracker tracker;
    /** Null when nothing is compressed, and once it has failed. */
    private Inflation inflation;

    private byte[] scratch = EMPTY;

    // ---- the current message
    private int opcode;
    private boolean compressed;
    private boolean inflates;
    /** As it was sent. */
    private long wireLength;

    private long inflatedLength;
    private byte[] payload = EMPTY;
    private int kept;

    /** @param inflation inflates messages with RSV1; null when there are none */
    MessageRecorder(boolean toUpstream, MessageRing ring, Inflation inflation) {
        this.toUpstream = toUpstream;
        this.ring = ring;
        this.inflation = inflation;
        tracker = new FrameTracker(toUpstream, true);
    }

    /** Records what the sender has sent; after a malformed frame nothing more. */
    void record(ByteBuffer bytes) {
        int limit = bytes.limit();
        for (int at = bytes.position(); at < limit; ) {
            int from = at;
            long frames = tracker.frames();
            long index = tracker.length() - tracker.untilBoundary();
            at = tracker.step(bytes, at, limit);
            if (tracker.inHeader() || tracker.isLost()) {
                continue;
            }
            if (tracker.frames() != frames) {
                begin();
                from = at;
                index = 0;
            }
            boolean ended = tracker.atBoundary();
            if (Opcode.isControl(tracker.opcode())) {
                if (ended) {
                    ring.add(toUpstream, tracker.opcode(), tracker.length(), tracker.control(), false);
                }
            } else if (at > from || ended) {
                data(bytes, from, at, index, ended && tracker.fin());
            }
        }
    }

    private void begin() {
        if (Opcode.isControl(tracker.opcode()) || tracker.opcode() == Opcode.CONTINUATION) {
            return;
        }
        opcode = tracker.opcode();
        compressed = tracker.rsv() == COMPRESSED;
        inflates = compressed && inflation != null;
        wireLength = 0;
        inflatedLength = 0;
        kept = 0;
    }

    private void data(ByteBuffer bytes, int from, int to, long index, boolean last) {
        wireLength += to - from;
        if (inflates) {
            inflate(bytes, from, to, index, last);
        } else {
            int n = Math.min(to - from, ring.maxPayload() - kept);
            keep(bytes, from, n, index);
        }
        if (last) {
            long length = inflates ? inflatedLength : wireLength;
            ring.add(toUpstream, opcode, length, Arrays.copyOf(payload, kept), compressed && !inflates);
        }
    }

    private void keep(ByteBuffer bytes, int from, int n, long index) {
        if (n > 0) {
            reserve(n);
            bytes.get(from, payload, kept, n);
            Mask.apply(tracker.mask(), index, ByteBuffer.wrap(payload), kept, kept + n);
            kept += n;
        }
    }

    private void reserve(int n) {
        if (payload.length < kept + n) {
            payload = Arrays.copyOf(payload, Math.min(ring.maxPayload(), Math.max(256, 2 * (kept + n))));
        }
    }

    // ---- permessage-deflate: all of it must be inflated, as later messages may refer to earlier ones

    private void inflate(ByteBuffer bytes, int from, int to, long index, boolean last) {
        byte[] piece = new byte[to - from];
        bytes.get(from, piece);
        Mask.apply(tracker.mask(), index, ByteBuffer.wrap(piece), 0, piece.length);
        inflation.input(ByteBuffer.wrap(piece), last);
        try {
            inflate();
            if (last) {
                inflation.messageEnded();
            }
        } catch (DataFormatException e) {
            // Its receiver will complain. From here on payloads are shown as they are sent.
            release();
            inflates = false;
            kept = 0;
        }
    }

    private void inflate() throws DataFormatException {
        if (scratch.length == 0) {
            scratch = new byte[8192];
        }
        ByteBuffer out = ByteBuffer.wrap(scratch);
        boolean done = false;
        while (!done) {
            done = inflation.inflate(out.clear());
            int n = Math.min(out.position(), ring.maxPayload() - kept);
            reserve(n);
            System.arraycopy(scratch, 0, payload, kept, n);
            kept += n;
            inflatedLength += out.position();
            if (inflatedLength > MAX_INFLATED) {
                throw new DataFormatException("too large");
            }
        }
    }

    /** Releases the inflater; later messages are shown compressed. Idempotent. */
    void release() {
        if (inflation != null) {
            inflation.release();
            inflation = null;
        }
    }
}
