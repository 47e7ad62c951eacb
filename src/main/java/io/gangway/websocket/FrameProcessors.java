package io.gangway.websocket;

import io.gangway.content.Codecs;
import io.gangway.websocket.bridge.BridgeProcessor;
import io.gangway.websocket.bridge.BridgeTerms;
import io.gangway.websocket.bridge.WholeMessage;
import io.gangway.websocket.frame.DeflateTerms;
import io.gangway.websocket.frame.Deflation;
import io.gangway.websocket.frame.FrameProcessor;
import io.gangway.websocket.frame.FrameTracker;
import io.gangway.websocket.frame.Inflation;
import io.gangway.websocket.frame.Opcode;
import io.gangway.websocket.frame.PassThroughProcessor;
import org.eclipse.jetty.io.ByteBufferPool;

/**
 * Through which the two directions of a tunnel go.
 *
 * @param toUpstream null when what passes are no frames
 * @param toClient likewise
 */
record FrameProcessors(FrameProcessor toUpstream, FrameProcessor toClient) {
    static final FrameProcessors NONE = new FrameProcessors(null, null);

    /** What a hook sees is put together in memory, so there is a limit: as nginx's {@code client_max_body_size} has it. */
    private static final long MAX_HOOKED_MESSAGE = 1 << 20;

    /** Frames pass as they are, and are followed. */
    static FrameProcessors tunnel(TunnelSettings settings) {
        PassThroughProcessor up = new PassThroughProcessor(true, settings.maxMessageLength());
        PassThroughProcessor down = new PassThroughProcessor(false, settings.maxMessageLength());
        FrameTracker.pair(up.follower(), down.follower());
        return new FrameProcessors(up, down);
    }

    /** Each leg has frames of its own. */
    static FrameProcessors bridge(
            TunnelSettings settings, BridgeTerms terms, MessageHook hook, ByteBufferPool buffers) {
        BridgeProcessor up = bridge(true, settings, hook, buffers, terms.client(), terms.upstream());
        BridgeProcessor down = bridge(false, settings, hook, buffers, terms.upstream(), terms.client());
        BridgeProcessor.pair(up, down);
        return new FrameProcessors(up, down);
    }

    private static BridgeProcessor bridge(
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
                : new Deflation(codecs, compression.level(), to.weKeepContext(), compression.minLength());
        long max = settings.maxMessageLength() == 0 && hook != null ? MAX_HOOKED_MESSAGE : settings.maxMessageLength();
        WholeMessage.Hook shown = hook == null ? null : shown(hook, toServer ? Side.CLIENT : Side.UPSTREAM);
        return new BridgeProcessor(buffers, toServer, inflation, deflation, shown, max);
    }

    private static WholeMessage.Hook shown(MessageHook hook, Side from) {
        return (message, responses) -> {
            Verdict verdict = hook.message(new Message(from, message.opcode() == Opcode.TEXT, message.payload()));
            if (verdict.reply() != null) {
                responses.accept(whole(verdict.reply()));
            }
            return verdict.forward() == null ? null : whole(verdict.forward());
        };
    }

    private static WholeMessage whole(Message message) {
        return new WholeMessage(message.text() ? Opcode.TEXT : Opcode.BINARY, message.bytes());
    }
}
