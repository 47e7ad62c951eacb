package io.gangway.files;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The structure of a {@code multipart/byteranges} body (RFC 9110, section 14.6), as nginx writes it: part headers and
 * end.
 */
final class MultipartRanges {
    private final List<ByteRanges.ByteRange> ranges;
    private final String boundary;
    private final List<byte[]> heads = new ArrayList<>();
    private final byte[] end;
    private final long total;

    /**
     * Creates the structure.
     *
     * @param total bytes of the whole body
     * @param type of the body, or null
     */
    MultipartRanges(List<ByteRanges.ByteRange> ranges, long total, String type, String boundary) {
        this.ranges = ranges;
        this.total = total;
        this.boundary = boundary;
        for (ByteRanges.ByteRange range : ranges) {
            heads.add(bytes("\r\n--" + boundary + "\r\n" + (type == null ? "" : "Content-Type: " + type + "\r\n")
                    + "Content-Range: bytes " + range.start() + "-" + (range.end() - 1) + "/" + total + "\r\n\r\n"));
        }
        end = bytes("\r\n--" + boundary + "--\r\n");
    }

    /** The content type of the response. */
    String type() {
        return "multipart/byteranges; boundary=" + boundary;
    }

    /** The length of the response's body in bytes. */
    long length() {
        long length = end.length;
        for (int i = 0; i < ranges.size(); i++) {
            length += heads.get(i).length + ranges.get(i).length();
        }
        return length;
    }

    /** The length of the whole body, from which the ranges are taken. */
    long total() {
        return total;
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
