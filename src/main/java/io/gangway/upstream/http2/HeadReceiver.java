package io.gangway.upstream.http2;

/** Receives the header blocks of one response: interim heads, the head, and trailers. Confined to its loop. */
public interface HeadReceiver {
    /** Maximum length of a header block as sent, in bytes. */
    int maxBlock();

    /** The next field of the block, its name in one char per byte. Called in the order of the fields. */
    void field(String name, String value);

    /** The block is longer than {@link #maxBlock()}; the rest of it is skipped, and {@link #end} is called. */
    void tooLarge();

    /**
     * The block is complete.
     *
     * @param streamEnded whether the stream ends with it
     */
    void end(boolean streamEnded);

    /** Whether the head is complete, so that a body or trailers may follow. */
    boolean hasHead();
}
