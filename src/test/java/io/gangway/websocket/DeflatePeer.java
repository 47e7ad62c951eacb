package io.gangway.websocket;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** An independent implementation of permessage-deflate for an endpoint (RFC 7692). */
public final class DeflatePeer implements AutoCloseable {
    private static final byte[] TAIL = {0, 0, -1, -1};

    private final boolean keepsContext;
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final Inflater inflater = new Inflater(true);

    /**
     * Creates one end.
     *
     * @param keepsContext whether messages refer to earlier ones (context takeover), in both directions
     */
    public DeflatePeer(boolean keepsContext) {
        this.keepsContext = keepsContext;
    }

    /** Compresses a message. */
    public byte[] deflate(byte[] message) {
        deflater.setInput(message);
        byte[] out = new byte[message.length + message.length / 100 + 100];
        int n = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        if (!keepsContext) {
            deflater.reset();
        }
        return n < 5 ? new byte[1] : Arrays.copyOf(out, n - 4);
    }

    /** Decompresses a message. */
    public byte[] inflate(byte[] payload) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        byte[] out = new byte[65536];
        try {
            for (byte[] part : new byte[][] {payload, TAIL}) {
                inflater.setInput(part);
                for (int n = inflater.inflate(out); n > 0; n = inflater.inflate(out)) {
                    message.write(out, 0, n);
                }
            }
        } catch (DataFormatException e) {
            throw new AssertionError("can't be inflated: " + e.getMessage(), e);
        }
        if (!keepsContext) {
            inflater.reset();
        }
        return message.toByteArray();
    }

    @Override
    public void close() {
        deflater.end();
        inflater.end();
    }
}
