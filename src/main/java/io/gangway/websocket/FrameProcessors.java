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
import io.gangway.websocket.inspect.InspectingProcessor;
import io.gangway.websocket.inspect.MessageRing;
import org.eclipse.jetty.io.ByteBufferPool;

/**
 * The frame processors of the two directions of a tunnel.
 *
 * @param toUpstream null when the tunnel carries no frames
 * @param toClient null when the tunnel carries no frames
 */
record FrameProcessors(FrameProcessor toUpstream, FrameProcessor toClient) {
    static final FrameProcessors NONE = new FrameProcessors(null, null);

    /**
     * Messages for a hook are collected in memory, so their size has a limit: the default of
     * {@code client_max_body_size}.
     */
    private static final long MAX_HOOKED_MESSAGE = 1 << 20;

    /** Passes the frames on unchanged and tracks them. */
    static FrameProcessors tunnel(TunnelSettings settings) {
        PassThroughProcessor up = new PassThroughProcessor(true, settings.maxMessageLength());
        PassThroughProcessor down = new PassThroughProcessor(false, settings.maxMessageLength());
        FrameTracker.pair(up.tracker(), down.tracker());
        return new FrameProcessors(up, down);
    }

    /** Gives each leg frames of its own. */
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
                : new Deflation(codecs, compression.level(), to.keepsOwnContext(), compression.minLength());
        long max = settings.maxMessageLength() == 0 && hook != null ? MAX_HOOKED_MESSAGE : settings.maxMessageLength();
        WholeMessage.Hook shown = hook == null ? null : shown(hook, toServer ? Side.CLIENT : Side.UPSTREAM);
        return new BridgeProcessor(buffers, toServer, inflation, deflation, shown, max);
    }

    /** The same processors with recorders before them. Compression is that of the terms, or of the extensions. */
    FrameProcessors inspected(TunnelSettings settings, BridgeTerms terms, String extensions, MessageRing ring) {
        return new FrameProcessors(
                new InspectingProcessor(toUpstream, true, ring, inflation(settings, terms, extensions, true)),
                new InspectingProcessor(toClient, false, ring, inflation(settings, terms, extensions, false)));
    }

    /** For messages of a sender; null when it does not compress. */
    private static Inflation inflation(
            TunnelSettings settings, BridgeTerms terms, String extensions, boolean fromClient) {
        boolean keepsContext;
        if (terms != null) {
            DeflateTerms ofSender = fromClient ? terms.client() : terms.upstream();
            if (ofSender == null) {
                return null;
            }
            keepsContext = ofSender.senderKeepsContext();
        } else if (extensions == null || !extensions.startsWith("permessage-deflate") || extensions.contains(",")) {
            return null;
        } else {
            keepsContext = !extensions.contains((fromClient ? "client" : "server") + "_no_context_takeover");
        }
        return new Inflation(settings.codecs().inflaters(), keepsContext);
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
