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
 * One direction of a bridge. It judges what it passes: a frame that breaks RFC 6455, text that is not UTF-8 and a message that
 * is too large go no further. A message whose payload is the same on both legs passes as it came, in the buffer in which it
 * came; the others are made anew by a {@link MessageTranscoder}. Control frames are held until they are whole. Confined to the loop of
 * its tunnel.
 */
public final class BridgeProcessor implements FrameProcessor {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0).asReadOnlyBuffer();
    private static final int RSV1 = 4;
    /** Answers that wait stop the sender of what is answered above this. */
    private static final int MAX_WAITING = 65536;

    /** How the present frame goes on. */
    private enum Kind {
        CONTROL,
        AS_IT_IS,
        ANEW
    }

    private final boolean masked;
    private final FrameTracker follower;
    private final Inflation inflation;
    private final Deflation deflation;
    private final boolean hooked;
    private final long maxMessageLength;
    private final MessageTranscoder transcoder;
    private final Utf8Check utf8 = new Utf8Check();

    private final InjectedFrames own;
    private final Deque<ByteBuffer> responses = new ArrayDeque<>();
    /** Bytes of the answers. */
    private int waiting;

    private Kind kind = Kind.CONTROL;
    private boolean text;
    private boolean anew;
    /** A message has passed in part, as it is. */
    private boolean amidMessage;
    /** A frame has passed in part, as it is. */
    private boolean amidFrame;
    /** Where the present frame begins in the bytes that came last; -1 when it began before. */
    private int frame = -1;

    /** How far the bytes that came last are followed. */
    private int at;
    /** Whether the recoder has not made all of what it took. */
    private boolean busy;

    private boolean more;
    private BridgeProcessor opposite;

    /**
     * A gate for one direction.
     *
     * @param masked whether it leads to a server
     * @param inflation of what the sender compresses, or null
     * @param deflation of what the target is to get compressed, or null
     * @param hook decides what becomes of messages; null for none
     * @param maxMessageLength most bytes of a message, inflated; 0 for no limit
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
        follower = new FrameTracker(masked, true);
        own = new InjectedFrames(follower, masked);
    }

    /** Two directions of one bridge. */
    public static void pair(BridgeProcessor one, BridgeProcessor other) {
        FrameTracker.pair(one.follower, other.follower);
        one.opposite = other;
        other.opposite = one;
    }

    @Override
    public FrameTracker follower() {
        return follower;
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

    /** A message of ours is to go between two of the sender's. */
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
            transcoder.give(out);
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
            if (busy && !transcoder.work(out) || opposite.isCrowded()) {
                more = true;
                return;
            }
            busy = false;
            while (hasOwn() && atBoundary()) {
                passUpTo(out, at);
                transcoder.give(out);
                out.add(takeOwn());
            }
            if (at == limit) {
                return;
            }
            step(out, bytes, limit);
        }
    }

    private void passUpTo(BufferSlices out, int to) {
        if (kind == Kind.AS_IT_IS && !follower.inHeader()) {
            out.passTo(to);
        }
    }

    private void step(BufferSlices out, ByteBuffer bytes, int limit) throws ProtocolViolationException {
        boolean fresh = follower.atBoundary();
        int from = at;
        if (fresh) {
            frame = from;
        }
        long before = follower.frames();
        long index = follower.length() - follower.untilBoundary();
        at = follower.step(bytes, from, limit);
        if (follower.isLost()) {
            throw ProtocolViolationException.malformed(follower.lost());
        }
        if (follower.inHeader()) {
            if (fresh && kind == Kind.AS_IT_IS) {
                out.passTo(from);
            }
            out.skipTo(at);
            frame = -1;
        } else if (follower.frames() != before) {
            begin(out);
            if (follower.atBoundary()) {
                payload(out, bytes, at, 0);
            }
        } else {
            payload(out, bytes, from, index);
        }
    }

    // ---- one frame

    private void begin(BufferSlices out) throws ProtocolViolationException {
        boolean control = Opcode.isControl(follower.opcode());
        boolean compressed = follower.rsv() == RSV1 && inflation != null;
        boolean first = !control && follower.opcode() != Opcode.CONTINUATION;
        if (follower.rsv() != 0 && !(first && compressed)) {
            throw ProtocolViolationException.malformed("reserved bits set");
        }
        if (first) {
            message(compressed);
        }
        Kind next = control ? Kind.CONTROL : anew ? Kind.ANEW : Kind.AS_IT_IS;
        if (next == Kind.AS_IT_IS) {
            if (maxMessageLength > 0 && follower.messageLength() > maxMessageLength) {
                throw ProtocolViolationException.tooLarge(maxMessageLength);
            }
            transcoder.give(out);
            if (frame < 0) {
                out.skipTo(at);
                out.add(follower.piecedHeader());
            }
            amidFrame = true;
            amidMessage = !follower.fin();
        } else {
            if (frame >= 0) {
                out.passTo(frame);
            }
            out.skipTo(at);
        }
        kind = next;
    }

    private void message(boolean compressed) {
        text = follower.opcode() == Opcode.TEXT;
        boolean small = follower.fin() && !compressed && deflation != null && !deflation.isWorth(follower.length());
        boolean deflates = deflation != null && !small && deflation.isPossible();
        anew = compressed || deflates || hooked;
        if (anew) {
            transcoder.begin(follower.opcode(), compressed, deflates);
        } else {
            utf8.reset();
        }
    }

    private void payload(BufferSlices out, ByteBuffer bytes, int from, long index) throws ProtocolViolationException {
        int to = at;
        boolean ended = follower.atBoundary();
        switch (kind) {
            case AS_IT_IS -> {
                boolean ends = ended && follower.fin();
                if (text && (!utf8.accepts(bytes, from, to, follower.mask(), index) || ends && !utf8.isComplete())) {
                    throw ProtocolViolationException.badData("text that is not UTF-8");
                }
                amidFrame = !ended;
            }
            case ANEW -> {
                Mask.apply(follower.mask(), index, bytes, from, to);
                ByteBuffer piece = from == to ? EMPTY.duplicate() : bytes.slice(from, to - from);
                transcoder.take(piece, ended, ended && follower.fin());
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
        if (follower.isOwnPong()) {
            return;
        }
        byte[] payload = follower.control();
        if (follower.opcode() == Opcode.CLOSE) {
            checkClose(payload);
            own.shut();
        }
        transcoder.give(out);
        out.add(InjectedFrame.frame(follower.opcode(), payload, masked));
    }

    private void checkClose(byte[] payload) throws ProtocolViolationException {
        if (payload.length == 1) {
            throw ProtocolViolationException.malformed("close frame with half a code");
        }
        if (payload.length > 0 && !CloseCode.mayBeSent(follower.closeCode())) {
            throw ProtocolViolationException.malformed("close code " + follower.closeCode());
        }
        utf8.reset();
        if (payload.length > 2
                && !(utf8.accepts(ByteBuffer.wrap(payload), 2, payload.length, 0, 0) && utf8.isComplete())) {
            throw ProtocolViolationException.badData("a close reason that is not UTF-8");
        }
    }

    // ---- the end

    private void refuse(BufferSlices out, ProtocolViolation why) {
        boolean cut = amidFrame && frame < 0;
        if (frame >= 0 && kind == Kind.AS_IT_IS) {
            out.passTo(frame);
        }
        transcoder.give(out);
        ByteBuffer close = own.refuse(new ProtocolViolation(why.code(), why.reason(), why.what(), cut));
        stop();
        if (!cut) {
            out.add(close);
        }
    }

    /** Nothing goes on any more, but the sender's close is still looked for. */
    private void drop(ByteBuffer bytes) {
        more = false;
        while (at < bytes.limit()) {
            at = follower.step(bytes, at, bytes.limit());
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
