package io.gangway.files;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The shape of a {@code multipart/byteranges} body (RFC 9110, 14.6) as nginx writes it: heads of the parts and the end. */
final class MultipartRanges {
    private final List<ByteRanges.ByteRange> ranges;
    private final String boundary;
    private final List<byte[]> heads = new ArrayList<>();
    private final byte[] end;
    private final long whole;

    /**
     * @param whole bytes of the whole body
     * @param type of the body, or null
     */
    MultipartRanges(List<ByteRanges.ByteRange> ranges, long whole, String type, String boundary) {
        this.ranges = ranges;
        this.whole = whole;
        this.boundary = boundary;
        for (ByteRanges.ByteRange range : ranges) {
            heads.add(bytes("\r\n--" + boundary + "\r\n" + (type == null ? "" : "Content-Type: " + type + "\r\n")
                    + "Content-Range: bytes " + range.start() + "-" + (range.end() - 1) + "/" + whole + "\r\n\r\n"));
        }
        end = bytes("\r\n--" + boundary + "--\r\n");
    }

    /** The content type of the answer. */
    String type() {
        return "multipart/byteranges; boundary=" + boundary;
    }

    /** Bytes of the answer's body. */
    long length() {
        long length = end.length;
        for (int i = 0; i < ranges.size(); i++) {
            length += heads.get(i).length + ranges.get(i).length();
        }
        return length;
    }

    /** Bytes of the whole body that the ranges are taken from. */
    long whole() {
        return whole;
    }

    int count() {
        return ranges.size();
    }

    ByteRanges.ByteRange range(int part) {
        return ranges.get(part);
    }

    byte[] head(int part) {
        return heads.get(part);
    }

    byte[] end() {
        return end;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
