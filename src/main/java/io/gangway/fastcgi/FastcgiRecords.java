package io.gangway.fastcgi;

import io.gangway.http.BadMessageException;
import java.nio.ByteBuffer;

/**
 * Decodes the records of one response (FastCGI specification, section 3.3). There is one request on a connection, with
 * the id 1. For one response and one thread.
 */
final class FastcgiRecords {
    static final int VERSION = 1;
    static final int BEGIN_REQUEST = 1;
    static final int PARAMS = 4;
    static final int STDIN = 5;
    static final int STDOUT = 6;
    static final int STDERR = 7;
    static final int END_REQUEST = 3;
    static final int HEADER_SIZE = 8;

    private static final int MAX_CONTENT = 65535;

    /** What {@link #next} has found. */
    enum Event {
        /** Nothing; all bytes are consumed. */
        MORE,
        /** Bytes of the response: {@link #available} of them, to be read with {@link #consumed}. */
        OUTPUT,
        /** Bytes for the error log, in the same way. */
        ERRORS,
        /** An empty record: there is no more output. */
        OUTPUT_CLOSED,
        /** The header of the last record. */
        ENDING,
        /** The end of the last record. */
        END
    }

    private enum Stage {
        HEADER,
        CONTENT,
        PADDING
    }

    private Stage stage = Stage.HEADER;
    /** Number of bytes of the header that were read. */
    private int headerBytes;

    private int type;
    /** Bytes of the content still to come. */
    private int length;
    /** Bytes of the padding still to come. */
    private int padding;

    /** These bytes of a response as records. */
    static byte[] output(byte[] content) {
        int records = Math.max(1, (content.length + MAX_CONTENT - 1) / MAX_CONTENT);
        ByteBuffer out = ByteBuffer.allocate(content.length + records * HEADER_SIZE);
        for (int from = 0; from == 0 || from < content.length; from += MAX_CONTENT) {
            int length = Math.min(MAX_CONTENT, content.length - from);
            out.put((byte) VERSION).put((byte) STDOUT).putShort((short) 1);
            out.putShort((short) length).putShort((short) 0);
            out.put(content, from, length);
        }
        return out.array();
    }

    /** Continues with the next bytes. */
    Event next(ByteBuffer in) throws BadMessageException {
        while (true) {
            switch (stage) {
                case HEADER -> {
                    if (!header(in)) {
                        return Event.MORE;
                    }
                    if (type == STDOUT && length == 0) {
                        stage = Stage.PADDING;
                        return Event.OUTPUT_CLOSED;
                    }
                    stage = Stage.CONTENT;
                    if (type == END_REQUEST) {
                        return Event.ENDING;
                    }
                }
                case CONTENT -> {
                    if (length == 0) {
                        stage = Stage.PADDING;
                    } else if (!in.hasRemaining()) {
                        return Event.MORE;
                    } else if (type == END_REQUEST) {
                        int n = available(in);
                        in.position(in.position() + n);
                        consumed(n);
                    } else {
                        return type == STDOUT ? Event.OUTPUT : Event.ERRORS;
                    }
                }
                case PADDING -> {
                    int n = Math.min(padding, in.remaining());
                    in.position(in.position() + n);
                    padding -= n;
                    if (padding > 0) {
                        return Event.MORE;
                    }
                    stage = Stage.HEADER;
                    if (type == END_REQUEST) {
                        return Event.END;
                    }
                }
            }
        }
    }

    /** How many bytes of the current content there are. */
    int available(ByteBuffer in) {
        return Math.min(length, in.remaining());
    }

    /** Counts bytes of the current content that the caller has read. */
    void consumed(int n) {
        length -= n;
    }

    /** Reads a header; false if it is not complete yet. */
    private boolean header(ByteBuffer in) throws BadMessageException {
        while (in.hasRemaining()) {
            int b = in.get() & 0xff;
            switch (headerBytes++) {
                case 0 -> require(b == VERSION, "unsupported FastCGI protocol version: ", b);
                case 1 -> {
                    require(b == STDOUT || b == STDERR || b == END_REQUEST, "invalid FastCGI record type: ", b);
                    type = b;
                }
                case 2 -> require(b == 0, "unexpected FastCGI request id high byte: ", b);
                case 3 -> require(b == 1, "unexpected FastCGI request id low byte: ", b);
                case 4 -> length = b << 8;
                case 5 -> length |= b;
                case 6 -> padding = b;
                default -> {
                    headerBytes = 0;
                    return true;
                }
            }
        }
        return false;
    }

    private static void require(boolean valid, String what, int found) throws BadMessageException {
        if (!valid) {
            throw bad("upstream sent " + what + found);
        }
    }

    /** A violation of the protocol; the caller adds the action. */
    static BadMessageException bad(String text) {
        return new BadMessageException(502, text, null);
    }
}
