package io.gangway.http2.frame;

import static io.gangway.http2.frame.ErrorCode.COMPRESSION_ERROR;
import static io.gangway.http2.frame.ErrorCode.ENHANCE_YOUR_CALM;
import static io.gangway.http2.frame.ErrorCode.FRAME_SIZE_ERROR;
import static io.gangway.http2.frame.ErrorCode.PROTOCOL_ERROR;

/** Who sends the frames that are read: decides what is allowed, and the texts of errors, which are nginx's. */
enum FrameSender {
    CLIENT {
        @Override
        Http2ConnectionException length(int type, int length) {
            String text =
                    type == FrameType.DATA ? "padded DATA frame with incorrect length: " : typeName(type) + LENGTH;
            return wrongSize("client sent " + text + length);
        }

        @Override
        Http2ConnectionException identifier(int type, int stream) {
            return protocol("client sent " + typeName(type) + " frame with incorrect identifier");
        }

        @Override
        Http2ConnectionException padding(int type, int size, int padding) {
            return protocol("client sent padded " + typeName(type) + " frame with incorrect length: " + size
                    + ", padding: " + padding);
        }

        @Override
        Http2ConnectionException unexpected(int type, boolean continued) {
            return protocol(
                    continued
                            ? "client sent inappropriate frame while CONTINUATION was expected"
                            : "client sent unexpected CONTINUATION frame");
        }

        @Override
        Http2ConnectionException continuedOn(int stream) {
            return protocol("client sent CONTINUATION frame with incorrect identifier");
        }

        @Override
        Http2ConnectionException pushPromise() {
            return protocol("client sent PUSH_PROMISE frame");
        }

        @Override
        Http2ConnectionException increment() {
            return protocol("client sent WINDOW_UPDATE frame with incorrect window increment 0");
        }

        @Override
        Http2ConnectionException acknowledgement(int length) {
            return wrongSize("client sent SETTINGS frame with the ACK flag and nonzero length");
        }

        @Override
        Http2ConnectionException blockLength() {
            return wrongSize("client sent header block with incorrect length");
        }

        @Override
        Http2ConnectionException index(int index) {
            String text = index == 0 ? "invalid hpack table index 0" : "out of bound hpack table index: " + index;
            return compression("client sent " + text);
        }

        @Override
        Http2ConnectionException tableSize(int size) {
            return compression("client sent invalid table size update: " + size);
        }

        @Override
        Http2ConnectionException longInteger(String what) {
            return compression("client sent header block with too long " + what + " value");
        }

        @Override
        Http2ConnectionException emptyName() {
            return protocol("client sent zero header name length");
        }

        @Override
        Http2ConnectionException encoding() {
            return compression("client sent invalid encoded header field");
        }

        @Override
        Http2ConnectionException largeField() {
            return new Http2ConnectionException(ENHANCE_YOUR_CALM, "client sent too large header field");
        }

        @Override
        Http2ConnectionException largeBlock() {
            return new Http2ConnectionException(ENHANCE_YOUR_CALM, "client sent too large header");
        }
    },

    UPSTREAM {
        @Override
        Http2ConnectionException length(int type, int length) {
            return wrongSize(
                    type == FrameType.DATA
                            ? "upstream sent too short http2 frame"
                            : "upstream sent " + spoken(type) + " frame with invalid length: " + length);
        }

        @Override
        Http2ConnectionException identifier(int type, int stream) {
            return protocol("upstream sent " + spoken(type) + " frame with "
                    + (stream == 0 ? "zero stream id" : "non-zero stream id: " + stream));
        }

        @Override
        Http2ConnectionException padding(int type, int size, int padding) {
            int rest = type == FrameType.DATA ? size - 1 : size;
            return protocol("upstream sent http2 frame with too long padding: " + padding + " in frame " + rest);
        }

        @Override
        Http2ConnectionException unexpected(int type, boolean continued) {
            return protocol("upstream sent unexpected http2 frame: " + type);
        }

        @Override
        Http2ConnectionException continuedOn(int stream) {
            return protocol("upstream sent frame for unknown stream " + stream);
        }

        @Override
        Http2ConnectionException pushPromise() {
            return protocol("upstream sent unexpected push promise frame");
        }

        @Override
        Http2ConnectionException increment() {
            return protocol("upstream sent zero window update");
        }

        @Override
        Http2ConnectionException acknowledgement(int length) {
            return wrongSize("upstream sent settings frame with ack flag and non-zero length: " + length);
        }

        @Override
        Http2ConnectionException blockLength() {
            return wrongSize("upstream sent truncated http2 header");
        }

        @Override
        Http2ConnectionException index(int index) {
            return compression("upstream sent invalid http2 table index: " + index);
        }

        @Override
        Http2ConnectionException tableSize(int size) {
            return compression("upstream sent invalid http2 dynamic table size update: " + size);
        }

        @Override
        Http2ConnectionException longInteger(String what) {
            return compression(
                    what.equals("header index")
                            ? "upstream sent http2 table index with continuation flag"
                            : "upstream sent too large http2 header " + what);
        }

        @Override
        Http2ConnectionException emptyName() {
            return protocol("upstream sent zero http2 header name length");
        }

        @Override
        Http2ConnectionException encoding() {
            return compression("upstream sent invalid encoded header");
        }

        @Override
        Http2ConnectionException largeField() {
            return largeBlock();
        }

        @Override
        Http2ConnectionException largeBlock() {
            return new Http2ConnectionException(ENHANCE_YOUR_CALM, "upstream sent too large http2 header");
        }
    };

    /** The beginning of a response in HTTP/1, read as the length of a frame. */
    private static final int HTTP = 'H' << 16 | 'T' << 8 | 'T';

    private static final String LENGTH = " frame with incorrect length ";
    private static final String[] NAMES = {
        "DATA", "HEADERS", "PRIORITY", "RST_STREAM", "SETTINGS", "PUSH_PROMISE", "PING", "GOAWAY", "WINDOW_UPDATE"
    };
    private static final String[] SPOKEN = {
        "data", "headers", "priority", "rst stream", "settings", "push promise", "ping", "goaway", "window update"
    };

    /** A frame of this type must not have this length. */
    abstract Http2ConnectionException length(int type, int length);

    /** A frame of this type must not belong to this stream; 0 is the connection. */
    abstract Http2ConnectionException identifier(int type, int stream);

    /** The padding takes all or more of the frame. */
    abstract Http2ConnectionException padding(int type, int size, int padding);

    /**
     * A frame may not come now.
     *
     * @param continued whether only CONTINUATION may come
     */
    abstract Http2ConnectionException unexpected(int type, boolean continued);

    /** A CONTINUATION frame belongs to another stream than its header block. */
    abstract Http2ConnectionException continuedOn(int stream);

    abstract Http2ConnectionException pushPromise();

    /** A window is enlarged by 0. */
    abstract Http2ConnectionException increment();

    /** An acknowledgement of SETTINGS has a payload. */
    abstract Http2ConnectionException acknowledgement(int length);

    /** A header block ends within a field. */
    abstract Http2ConnectionException blockLength();

    /** A header block refers to an entry that does not exist. */
    abstract Http2ConnectionException index(int index);

    /** The dynamic table may not have this size. */
    abstract Http2ConnectionException tableSize(int size);

    /** An integer in a header block has too many bytes. */
    abstract Http2ConnectionException longInteger(String what);

    abstract Http2ConnectionException emptyName();

    /** A string is not of the Huffman code. */
    abstract Http2ConnectionException encoding();

    /** A name or value is too long. */
    abstract Http2ConnectionException largeField();

    /** A header block is too long. */
    abstract Http2ConnectionException largeBlock();

    /** A frame is longer than allowed. */
    static Http2ConnectionException largeFrame(int length) {
        String hint = length == HTTP ? ", it speaks HTTP/1" : "";
        return wrongSize("upstream sent too large http2 frame: " + length + hint);
    }

    private static String typeName(int type) {
        return NAMES[type];
    }

    private static String spoken(int type) {
        return SPOKEN[type];
    }

    private static Http2ConnectionException wrongSize(String message) {
        return new Http2ConnectionException(FRAME_SIZE_ERROR, message);
    }

    private static Http2ConnectionException protocol(String message) {
        return new Http2ConnectionException(PROTOCOL_ERROR, message);
    }

    private static Http2ConnectionException compression(String message) {
        return new Http2ConnectionException(COMPRESSION_ERROR, message);
    }
}
