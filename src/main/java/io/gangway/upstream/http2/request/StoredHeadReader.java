package io.gangway.upstream.http2.request;

import io.gangway.http2.frame.FrameReader;
import io.gangway.http2.frame.HeaderBlockReader;
import io.gangway.http2.frame.Http2ConnectionException;
import io.gangway.upstream.http2.HeadReceiver;
import java.nio.ByteBuffer;

/** Finds the head in frames that a cache has stored; nginx stores other frames that came before it too. */
final class StoredHeadReader implements FrameReader.Listener {
    private final HeadReceiver head;
    private final HeaderBlockReader block = HeaderBlockReader.ofUpstream();

    StoredHeadReader(HeadReceiver head) {
        this.head = head;
    }

    @Override
    public void data(int stream, int size) {}

    @Override
    public void dataPiece(ByteBuffer bytes, boolean last) {}

    @Override
    public void headers(int stream, int dependsOn, boolean ended) {
        block.begin(head::field);
    }

    @Override
    public void headersPiece(ByteBuffer bytes) throws Http2ConnectionException {
        block.read(bytes);
    }

    @Override
    public void headersEnd() throws Http2ConnectionException {
        block.end();
        head.end(false);
    }

    @Override
    public void priority() {}

    @Override
    public void reset(int stream, int code) {}

    @Override
    public void setting(int id, int value) {}

    @Override
    public void settingsEnd() {}

    @Override
    public void settingsAcknowledged() {}

    @Override
    public void ping(long value) {}

    @Override
    public void windowUpdate(int stream, int increment) {}

    @Override
    public void unknown(int type) {}
}
