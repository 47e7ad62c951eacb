package io.gangway.websocket.bridge;

import io.gangway.websocket.frame.BufferSlices;
import io.gangway.websocket.frame.CloseCode;
import io.gangway.websocket.frame.Deflation;
import io.gangway.websocket.frame.FrameProcessor;
import io.gangway.websocket.frame.FrameTracker;
import io.gangway.websocket.frame.Inflation;
import io.gangway.websocket.frame.InjectedFrame;
import io.gangway.websocket.frame.InjectedFrames;
import io.gangway.websocket.frame.Mask;
import io.gangway.websocket.frame.Opcode;
import io.gangway.websocket.frame.ProtocolViolation;
import io.gangway.websocket.frame.ProtocolViolationException;
import io.gangway.websocket.frame.Utf8Check;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.io.ByteBufferPool;

/**
 * Processes one direction of a bridge. It validates the data: frames that violate RFC 6455, text that is not UTF-8 and
 * messages that are too large are refused. A message whose payload is the same on both legs is passed on in the buffer
 * in which it arrived; others are rewritten by a {@link MessageTranscoder}. Control frames are held until they are
 * complete. Confined to the loop of its tunnel.
 */
public final class BridgeProcessor implements FrameProcessor {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0).asReadOnlyBuffer();
    private static final int RSV1 = 4;
    /** More waiting bytes of responses than this pause the sender of the messages that they respond to. */
    private static final int MAX_WAITING = 65536;

    /** How the current frame is passed on. */
    private enum Kind {
        CONTROL,
        UNCHANGED,
        TRANSCODED
    }

    private final boolean masked;
    private final FrameTracker tracker;
    private final Inflation inflation;
    private final Deflation deflation;
    private final boolean hooked;
    private final long maxMessageLength;
    private final MessageTranscoder transcoder;
    private final Utf8Check utf8 = new Utf8Check();

    private final InjectedFrames own;
    private final Deque<ByteBuffer> responses = new ArrayDeque<>();
    /** Total bytes of the responses. */
    private int waiting;

    private Kind kind = Kind.CONTROL;
    private boolean text;
    private boolean transcodes;
    /** A message was passed on in part. */
    private boolean amidMessage;
    /** A frame was passed on in part. */
    private boolean amidFrame;
    /** Where the current frame begins in the last bytes read; -1 when it began before them. */
    private int frame = -1;

    /** How far the last bytes read are processed. */
    private int at;
    /** Whether the transcoder has more output for its input. */
    private boolean busy;

    private boolean more;
    private BridgeProcessor opposite;

    /**
     * Creates the processor of one direction.
     *
     * @param masked whether this direction leads to a server
     * @param inflation of compressed messages of the sender, or null
     * @param deflation of messages for the target, or null
     * @param hook decides about messages; null for none
     * @param maxMessageLength maximum bytes of a message, inflated; 0 for no limit
     */
    public BridgeProcessor(
            ByteBufferPool pool,
            boolean masked,
            Inflation inflation,
            Deflation deflation,
            WholeMessage.Hook hook,
            long maxMessageLength) {
        this.masked = masked;
        this.inflation = inflation;
        this.deflation = deflation;
        this.maxMessageLength = maxMessageLength;
        hooked = hook != null;
        HookedMessages hookedMessages =
                hooked ? new HookedMessages(hook, response -> opposite.respond(response)) : null;
        transcoder = new MessageTranscoder(pool, masked, inflation, deflation, hookedMessages, maxMessageLength);
        tracker = new FrameTracker(masked, true);
        own = new InjectedFrames(tracker, masked);
    }

    /** Connects the two directions of a bridge. */
    public static void pair(BridgeProcessor one, BridgeProcessor other) {
        FrameTracker.pair(one.tracker, other.tracker);
        one.opposite = other;
        other.opposite = one;
    }

    @Override
    public FrameTracker tracker() {
        return tracker;
    }

    // ---- frames of our own

    @Override
    public boolean atBoundary() {
        return own.isOpen() && !amidFrame && (own.isWaiting() || !amidMessage && !transcoder.isAmidMessage());
    }

    @Override
    public boolean hasOwn() {
        return own.isWaiting() || !responses.isEmpty();
    }

    @Override
    public boolean close(int code, String reason) {
        return own.close(code, reason);
    }

    @Override
    public boolean ping(byte[] payload) {
        return own.ping(payload);
    }

    /** Queues a message of ours, to be sent between two messages of the sender. */
    private void respond(WholeMessage message) {
        if (own.isOpen()) {
            ByteBuffer bytes = InjectedFrame.frame(message.opcode(), message.payload(), masked);
            responses.add(bytes);
            waiting += bytes.remaining();
        }
    }

    @Override
    public boolean isCrowded() {
        return own.isOpen() && waiting > MAX_WAITING;
    }

    @Override
    public ByteBuffer takeOwn() {
        if (own.isWaiting()) {
            return own.take();
        }
        ByteBuffer response = responses.remove();
        waiting -= response.remaining();
        return response;
    }

    // ---- the bytes of the sender

    @Override
    public ByteBuffer[] pass(ByteBuffer[] whole) {
        ByteBuffer bytes = whole[0];
        if (!more) {
            at = bytes.position();
        }
        more = false;
        transcoder.reclaim();
        frame = -1;
        BufferSlices out = new BufferSlices(bytes);
        out.skipTo(at);
        try {
            pass(out, bytes);
            passUpTo(out, at);
            transcoder.drainTo(out);
        } catch (ProtocolViolationException e) {
            refuse(out, e.violation());
        }
        if (own.isShut()) {
            drop(bytes);
        }
        return out.toArray();
    }

    private void pass(BufferSlices out, ByteBuffer bytes) throws ProtocolViolationException {
        int limit = bytes.limit();
        while (!own.isShut()) {
            if (busy && !transcoder.transcode(out) || opposite.isCrowded()) {
                more = true;
                return;
            }
            busy = false;
            while (hasOwn() && atBoundary()) {
                passUpTo(out, at);
                transcoder.drainTo(out);
                out.add(takeOwn());
            }
            if (at == limit) {
                return;
            }
            step(out, bytes, limit);
        }
    }

    private void passUpTo(BufferSlices out, int to) {
        if (kind == Kind.UNCHANGED && !tracker.inHeader()) {
            out.passTo(to);
        }
    }

    private void step(BufferSlices out, ByteBuffer bytes, int limit) throws ProtocolViolationException {
        boolean fresh = tracker.atBoundary();
        int from = at;
        if (fresh) {
            frame = from;
        }
        long before = tracker.frames();
        long index = tracker.length() - tracker.untilBoundary();
        at = tracker.step(bytes, from, limit);
        if (tracker.isLost()) {
            throw ProtocolViolationException.malformed(tracker.lost());
        }
        if (tracker.inHeader()) {
            if (fresh && kind == Kind.UNCHANGED) {
                out.passTo(from);
            }
            out.skipTo(at);
            frame = -1;
        } else if (tracker.frames() != before) {
            begin(out);
            if (tracker.atBoundary()) {
                payload(out, bytes, at, 0);
            }
        } else {
            payload(out, bytes, from, index);
        }
    }

    // ---- one frame

    private void begin(BufferSlices out) throws ProtocolViolationException {
        boolean control = Opcode.isControl(tracker.opcode());
        boolean compressed = tracker.rsv() == RSV1 && inflation != null;
        boolean first = !control && tracker.opcode() != Opcode.CONTINUATION;
        if (tracker.rsv() != 0 && !(first && compressed)) {
            throw ProtocolViolationException.malformed("reserved bits set");
        }
        if (first) {
            message(compressed);
        }
        Kind next = control ? Kind.CONTROL : transcodes ? Kind.TRANSCODED : Kind.UNCHANGED;
        if (next == Kind.UNCHANGED) {
            if (maxMessageLength > 0 && tracker.messageLength() > maxMessageLength) {
                throw ProtocolViolationException.tooLarge(maxMessageLength);
            }
            transcoder.drainTo(out);
            if (frame < 0) {
                out.skipTo(at);
                out.add(tracker.piecedHeader());
            }
            amidFrame = true;
            amidMessage = !tracker.fin();
        } else {
            if (frame >= 0) {
                out.passTo(frame);
            }
            out.skipTo(at);
        }
        kind = next;
    }

    private void message(boolean compressed) {
        text = tracker.opcode() == Opcode.TEXT;
        boolean small = tracker.fin() && !compressed && deflation != null && !deflation.isWorth(tracker.length());
        boolean deflates = deflation != null && !small && deflation.isPossible();
        transcodes = compressed || deflates || hooked;
        if (transcodes) {
            transcoder.begin(tracker.opcode(), compressed, deflates);
        } else {
            utf8.reset();
        }
    }

    private void payload(BufferSlices out, ByteBuffer bytes, int from, long index) throws ProtocolViolationException {
        int to = at;
        boolean ended = tracker.atBoundary();
        switch (kind) {
            case UNCHANGED -> {
                boolean ends = ended && tracker.fin();
                if (text && (!utf8.accepts(bytes, from, to, tracker.mask(), index) || ends && !utf8.isComplete())) {
                    throw ProtocolViolationException.badData("text that is not UTF-8");
                }
                amidFrame = !ended;
            }
            case TRANSCODED -> {
                Mask.apply(tracker.mask(), index, bytes, from, to);
                ByteBuffer piece = from == to ? EMPTY.duplicate() : bytes.slice(from, to - from);
                transcoder.input(piece, ended, ended && tracker.fin());
                busy = true;
                out.skipTo(to);
            }
            case CONTROL -> {
                out.skipTo(to);
                if (ended) {
                    control(out);
                }
            }
        }
    }

    private void control(BufferSlices out) throws ProtocolViolationException {
        if (tracker.isOwnPong()) {
            return;
        }
        byte[] payload = tracker.control();
        if (tracker.opcode() == Opcode.CLOSE) {
            validateClose(payload);
            own.shut();
        }
        transcoder.drainTo(out);
        out.add(InjectedFrame.frame(tracker.opcode(), payload, masked));
    }

    private void validateClose(byte[] payload) throws ProtocolViolationException {
        if (payload.length == 1) {
            throw ProtocolViolationException.malformed("close frame with half a code");
        }
        if (payload.length > 0 && !CloseCode.mayBeSent(tracker.closeCode())) {
            throw ProtocolViolationException.malformed("close code " + tracker.closeCode());
        }
        utf8.reset();
        if (payload.length > 2
                && !(utf8.accepts(ByteBuffer.wrap(payload), 2, payload.length, 0, 0) && utf8.isComplete())) {
            throw ProtocolViolationException.badData("a close reason that is not UTF-8");
        }
    }

    // ---- refusing and releasing

    private void refuse(BufferSlices out, ProtocolViolation why) {
        boolean cut = amidFrame && frame < 0;
        if (frame >= 0 && kind == Kind.UNCHANGED) {
            out.passTo(frame);
        }
        transcoder.drainTo(out);
        ByteBuffer close = own.refuse(new ProtocolViolation(why.code(), why.reason(), why.what(), cut));
        stop();
        if (!cut) {
            out.add(close);
        }
    }

    /** Passes nothing on, but still looks for the sender's close frame. */
    private void drop(ByteBuffer bytes) {
        more = false;
        while (at < bytes.limit()) {
            at = tracker.step(bytes, at, bytes.limit());
        }
    }

    @Override
    public boolean hasMore() {
        return more;
    }

    @Override
    public ProtocolViolation takeViolation() {
        return own.takeViolation();
    }

    @Override
    public void stop() {
        own.shut();
        responses.clear();
        waiting = 0;
    }

    @Override
    public void releaseIdle() {
        transcoder.releaseIdle();
    }

    @Override
    public void release() {
        stop();
        transcoder.release();
    }
}
