package io.gangway.websocket;

import io.gangway.core.Codecs;
import org.eclipse.jetty.io.ByteBufferPool;

/**
 * Through which the two directions of a tunnel go.
 *
 * @param toUpstream null when what passes are no frames
 * @param toClient likewise
 */
record Gates(Gate toUpstream, Gate toClient) {
    static final Gates NONE = new Gates(null, null);

    /** What a hook sees is put together in memory, so there is a limit: as nginx's {@code client_max_body_size} has it. */
    private static final long MOST_OF_HOOKED_MESSAGE = 1 << 20;

    /** Frames pass as they are, and are followed. */
    static Gates tunnel(TunnelSettings settings) {
        FrameGate up = new FrameGate(true, settings.mostOfMessage());
        FrameGate down = new FrameGate(false, settings.mostOfMessage());
        FrameFollower.pair(up.follower(), down.follower());
        return new Gates(up, down);
    }

    /** Each leg has frames of its own. */
    static Gates bridge(TunnelSettings settings, BridgeTerms terms, MessageHook hook, ByteBufferPool buffers) {
        Half up = new Half(true, settings, hook, buffers, terms.client(), terms.upstream());
        Half down = new Half(false, settings, hook, buffers, terms.upstream(), terms.client());
        BridgeGate.pair(up.gate, down.gate);
        up.opposite = down.gate;
        down.opposite = up.gate;
        return new Gates(up.gate, down.gate);
    }

    /** One direction while it is made. */
    private static final class Half {
        private final BridgeGate gate;
        private BridgeGate opposite;

        Half(
                boolean toServer,
                TunnelSettings settings,
                MessageHook hook,
                ByteBufferPool buffers,
                DeflateTerms from,
                DeflateTerms to) {
            Compression compression = settings.compression();
            Codecs codecs = settings.codecs();
            Inflation inflation = from == null ? null : new Inflation(codecs.inflaters(), from.senderKeepsContext());
            Deflation deflation = to == null
                    ? null
                    : new Deflation(codecs, compression.level(), to.weKeepContext(), compression.leastLength());
            Side side = toServer ? Side.CLIENT : Side.UPSTREAM;
            Hooking hooking = hook == null ? null : new Hooking(hook, side, answer -> opposite.answer(answer));
            long most =
                    settings.mostOfMessage() == 0 && hook != null ? MOST_OF_HOOKED_MESSAGE : settings.mostOfMessage();
            Recoder recoder = new Recoder(buffers, toServer, inflation, deflation, hooking, most);
            gate = new BridgeGate(toServer, inflation, deflation, hook != null, most, recoder);
        }
    }
}
