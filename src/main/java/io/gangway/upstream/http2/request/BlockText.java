package io.gangway.upstream.http2.request;

import io.gangway.http2.frame.HeaderBlockReader;
import io.gangway.http2.frame.HeaderBlockWriter;
import io.gangway.http2.frame.Http2ConnectionException;
import java.nio.ByteBuffer;

/** A header block as text, one field on each line, for an explanation. */
public final class BlockText {
    private BlockText() {}

    /** The fields that were written. */
    public static String of(HeaderBlockWriter block) {
        StringBuilder text = new StringBuilder();
        HeaderBlockReader reader = HeaderBlockReader.ofUpstream();
        reader.begin(
                (name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
        try {
            reader.read(ByteBuffer.wrap(block.toBytes()));
            reader.end();
        } catch (Http2ConnectionException e) {
            throw new IllegalStateException(e);
        }
        return text.append("\r\n").toString();
    }
}
