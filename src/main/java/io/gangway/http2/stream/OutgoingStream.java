package io.gangway.http2.stream;

/** What a stream has to send, for its connection's {@link FrameWriter}. Confined to the loop. */
public interface OutgoingStream {
    /** The stream's window, in bytes; negative after the peer has reduced it. */
    int window();

    /** Whether there are bytes for DATA frames, which need a window. */
    boolean hasBytes();

    /** Whether another frame can be cut for the present write. */
    boolean hasMore();

    /**
     * Cuts one frame.
     *
     * @param max maximum number of bytes of its payload
     * @param ahead maximum number of bytes to read from a file for this write
     * @return the number of bytes of its payload
     */
    int cut(FrameWriter to, int max, int ahead);

    /** The write with the cut frames is complete, or has failed. */
    void batchWritten();
}
