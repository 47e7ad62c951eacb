package io.gangway.websocket;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One direction of a bridge. It judges what it passes: a frame that breaks RFC 6455, text that is not UTF-8 and a message that
 * is too large go no further. A message whose payload is the same on both legs passes as it came, in the buffer in which it
 * came; the others are made anew by a {@link Recoder}. Control frames are held until they are whole. Confined to the loop of
 * its tunnel.
 */
final class BridgeGate implements Gate {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0).asReadOnlyBuffer();
    private static final int RSV1 = 4;
    /** Answers that wait stop the sender of what is answered above this. */
    private static final int MOST_WAITING = 65536;

    /** How the present frame goes on. */
    private enum Kind {
        CONTROL,
        AS_IT_IS,
        ANEW
    }

    private final boolean masked;
    private final FrameFollower follower;
    private final Inflation inflation;
    private final Deflation deflation;
    private final boolean hooked;
    private final long mostOfMessage;
    private final Recoder recoder;
    private final Utf8Check utf8 = new Utf8Check();

    private final OwnFrames own;
    private final Deque<ByteBuffer> answers = new ArrayDeque<>();
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
    private BridgeGate opposite;

    /**
     * A gate for one direction.
     *
     * @param masked whether it leads to a server
     * @param inflation of what the sender compresses, or null
     * @param deflation of what the target is to get compressed, or null
     * @param mostOfMessage most bytes of a message, inflated; 0 for no limit
     */
    BridgeGate(
            boolean masked,
            Inflation inflation,
            Deflation deflation,
            boolean hooked,
            long mostOfMessage,
            Recoder recoder) {
        this.masked = masked;
        this.inflation = inflation;
        this.deflation = deflation;
        this.hooked = hooked;
        this.mostOfMessage = mostOfMessage;
        this.recoder = recoder;
        follower = new FrameFollower(masked, true);
        own = new OwnFrames(follower, masked);
    }

    /** Two directions of one bridge. */
    static void pair(BridgeGate one, BridgeGate other) {
        FrameFollower.pair(one.follower, other.follower);
        one.opposite = other;
        other.opposite = one;
    }

    @Override
    public FrameFollower follower() {
        return follower;
    }

    // ---- frames of our own

    @Override
    public boolean atBoundary() {
        return own.isOpen() && !amidFrame && (own.isWaiting() || !amidMessage && !recoder.isAmidMessage());
    }

    @Override
    public boolean hasOwn() {
        return own.isWaiting() || !answers.isEmpty();
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
    void answer(Message message) {
        if (own.isOpen()) {
            ByteBuffer bytes = OwnFrame.frame(message.opcode(), message.bytes(), masked);
            answers.add(bytes);
            waiting += bytes.remaining();
        }
    }

    @Override
    public boolean isCrowded() {
        return own.isOpen() && waiting > MOST_WAITING;
    }

    @Override
    public ByteBuffer takeOwn() {
        if (own.isWaiting()) {
            return own.take();
        }
        ByteBuffer answer = answers.remove();
        waiting -= answer.remaining();
        return answer;
    }

    // ---- the bytes of the sender

    @Override
    public ByteBuffer[] pass(ByteBuffer[] whole) {
        ByteBuffer bytes = whole[0];
        if (!more) {
            at = bytes.position();
        }
        more = false;
        recoder.reclaim();
        frame = -1;
        Pieces out = new Pieces(bytes);
        out.skipTo(at);
        try {
            pass(out, bytes);
            passUpTo(out, at);
            recoder.give(out);
        } catch (Refused e) {
            refuse(out, e.refusal());
        }
        if (own.isShut()) {
            drop(bytes);
        }
        return out.toArray();
    }

    private void pass(Pieces out, ByteBuffer bytes) throws Refused {
        int limit = bytes.limit();
        while (!own.isShut()) {
            if (busy && !recoder.work(out) || opposite.isCrowded()) {
                more = true;
                return;
            }
            busy = false;
            while (hasOwn() && atBoundary()) {
                passUpTo(out, at);
                recoder.give(out);
                out.add(takeOwn());
            }
            if (at == limit) {
                return;
            }
            step(out, bytes, limit);
        }
    }

    private void passUpTo(Pieces out, int to) {
        if (kind == Kind.AS_IT_IS && !follower.inHeader()) {
            out.passTo(to);
        }
    }

    private void step(Pieces out, ByteBuffer bytes, int limit) throws Refused {
        boolean fresh = follower.atBoundary();
        int from = at;
        if (fresh) {
            frame = from;
        }
        long before = follower.frames();
        long index = follower.length() - follower.untilBoundary();
        at = follower.step(bytes, from, limit);
        if (follower.isLost()) {
            throw Refused.malformed(follower.lost());
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

    private void begin(Pieces out) throws Refused {
        boolean control = Opcode.isControl(follower.opcode());
        boolean compressed = follower.rsv() == RSV1 && inflation != null;
        boolean first = !control && follower.opcode() != Opcode.CONTINUATION;
        if (follower.rsv() != 0 && !(first && compressed)) {
            throw Refused.malformed("reserved bits set");
        }
        if (first) {
            message(compressed);
        }
        Kind next = control ? Kind.CONTROL : anew ? Kind.ANEW : Kind.AS_IT_IS;
        if (next == Kind.AS_IT_IS) {
            if (mostOfMessage > 0 && follower.messageLength() > mostOfMessage) {
                throw Refused.tooLarge(mostOfMessage);
            }
            recoder.give(out);
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
            recoder.begin(follower.opcode(), compressed, deflates);
        } else {
            utf8.reset();
        }
    }

    private void payload(Pieces out, ByteBuffer bytes, int from, long index) throws Refused {
        int to = at;
        boolean ended = follower.atBoundary();
        switch (kind) {
            case AS_IT_IS -> {
                boolean ends = ended && follower.fin();
                if (text && (!utf8.accepts(bytes, from, to, follower.mask(), index) || ends && !utf8.isComplete())) {
                    throw Refused.badData("text that is not UTF-8");
                }
                amidFrame = !ended;
            }
            case ANEW -> {
                Mask.apply(follower.mask(), index, bytes, from, to);
                ByteBuffer piece = from == to ? EMPTY.duplicate() : bytes.slice(from, to - from);
                recoder.take(piece, ended, ended && follower.fin());
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

    private void control(Pieces out) throws Refused {
        if (follower.isOwnPong()) {
            return;
        }
        byte[] payload = follower.control();
        if (follower.opcode() == Opcode.CLOSE) {
            checkClose(payload);
            own.shut();
        }
        recoder.give(out);
        out.add(OwnFrame.frame(follower.opcode(), payload, masked));
    }

    private void checkClose(byte[] payload) throws Refused {
        if (payload.length == 1) {
            throw Refused.malformed("close frame with half a code");
        }
        if (payload.length > 0 && !CloseCode.mayBeSent(follower.closeCode())) {
            throw Refused.malformed("close code " + follower.closeCode());
        }
        utf8.reset();
        if (payload.length > 2
                && !(utf8.accepts(ByteBuffer.wrap(payload), 2, payload.length, 0, 0) && utf8.isComplete())) {
            throw Refused.badData("a close reason that is not UTF-8");
        }
    }

    // ---- the end

    private void refuse(Pieces out, Refusal why) {
        boolean cut = amidFrame && frame < 0;
        if (frame >= 0 && kind == Kind.AS_IT_IS) {
            out.passTo(frame);
        }
        recoder.give(out);
        ByteBuffer close = own.refuse(new Refusal(why.code(), why.reason(), why.what(), cut));
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
    public Refusal takeRefusal() {
        return own.takeRefusal();
    }

    @Override
    public void stop() {
        own.shut();
        answers.clear();
        waiting = 0;
    }

    @Override
    public void rest() {
        recoder.rest();
    }

    @Override
    public void release() {
        stop();
        recoder.release();
    }
}
