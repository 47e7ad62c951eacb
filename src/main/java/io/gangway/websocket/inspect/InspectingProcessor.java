package io.gangway.websocket.inspect;

import io.gangway.websocket.frame.FrameProcessor;
import io.gangway.websocket.frame.FrameTracker;
import io.gangway.websocket.frame.Inflation;
import io.gangway.websocket.frame.ProtocolViolation;
import java.nio.ByteBuffer;

/**
 * Records the messages of one direction, and passes their bytes to another processor. Tunnels that are not inspected
 * have none. Confined to the loop of its tunnel.
 */
public final class InspectingProcessor implements FrameProcessor {
    private final FrameProcessor processor;
    private final MessageRecorder recorder;

    /**
     * Puts a recorder before a processor.
     *
     * @param toUpstream whether the client sends
     * @param inflation inflates what the sender compresses; null when it does not. Owned by this processor
     */
    public InspectingProcessor(FrameProcessor processor, boolean toUpstream, MessageRing ring, Inflation inflation) {
        this.processor = processor;
        recorder = new MessageRecorder(toUpstream, ring, inflation);
    }

    @Override
    public ByteBuffer[] pass(ByteBuffer[] whole) {
        if (!processor.hasMore()) {
            recorder.record(whole[0]);
        }
        return processor.pass(whole);
    }

    @Override
    public void release() {
        recorder.release();
        processor.release();
    }

    @Override
    public FrameTracker tracker() {
        return processor.tracker();
    }

    @Override
    public boolean atBoundary() {
        return processor.atBoundary();
    }

    @Override
    public boolean hasOwn() {
        return processor.hasOwn();
    }

    @Override
    public boolean close(int code, String reason) {
        return processor.close(code, reason);
    }

    @Override
    public boolean ping(byte[] payload) {
        return processor.ping(payload);
    }

    @Override
    public ByteBuffer takeOwn() {
        return processor.takeOwn();
    }

    @Override
    public boolean isCrowded() {
        return processor.isCrowded();
    }

    @Override
    public boolean hasMore() {
        return processor.hasMore();
    }

    @Override
    public ProtocolViolation takeViolation() {
        return processor.takeViolation();
    }

    @Override
    public void stop() {
        processor.stop();
    }

    @Override
    public void releaseIdle() {
        processor.releaseIdle();
    }
}
