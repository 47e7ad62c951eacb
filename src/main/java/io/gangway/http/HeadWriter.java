package io.gangway.http;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes request and response heads into an array that is reused. For one thread.
 *
 * <p>Nothing can be injected into a head: CR, LF and NUL become a space in field values and reason phrases, {@code _}
 * in names and methods, and are percent-encoded in a target. nginx would write them unchanged.
 */
public final class HeadWriter {
    private byte[] bytes = new byte[2048];
    private int length;

    /** Discards what was written. */
    public HeadWriter reset() {
        length = 0;
        return this;
    }

    /** Writes {@code GET /target HTTP/1.1} and the line end. */
    public HeadWriter requestLine(String method, String target, ProtocolVersion version) {
        copy(method, '_');
        one(' ');
        copy(unsafe(target) ? escaped(target) : target, '_');
        one(' ');
        return text(version.text()).end();
    }

    /** Writes {@code HTTP/1.1 200 OK} and the line end, with nginx's phrase. */
    public HeadWriter statusLine(ProtocolVersion version, int status) {
        return statusLine(version, Status.line(status));
    }

    /** Writes {@code HTTP/1.1}, the given status and phrase, and the line end. */
    public HeadWriter statusLine(ProtocolVersion version, String statusText) {
        text(version.text());
        one(' ');
        copy(statusText, ' ');
        return end();
    }

    /** Writes one field line. */
    public HeadWriter field(String name, String value) {
        copy(name, '_');
        ensure(2);
        bytes[length++] = ':';
        bytes[length++] = ' ';
        copy(value, ' ');
        return end();
    }

    /** Writes one field line with a number. */
    public HeadWriter field(String name, long value) {
        return field(name, Long.toString(value));
    }

    /** Writes all field lines. */
    public HeadWriter fields(Fields fields) {
        for (int i = 0; i < fields.size(); i++) {
            field(fields.name(i), fields.value(i));
        }
        return this;
    }

    /** Writes CRLF: the end of the head, or of a line that was written as text. */
    public HeadWriter end() {
        ensure(2);
        bytes[length++] = '\r';
        bytes[length++] = '\n';
        return this;
    }

    /** Writes text unchanged, line ends included; it must not come from a message. */
    @SuppressWarnings("deprecation") // the only copy of a Latin-1 String that allocates nothing
    public HeadWriter text(String text) {
        ensure(text.length());
        text.getBytes(0, text.length(), bytes, length);
        length += text.length();
        return this;
    }

    /** Bytes written so far. */
    public int length() {
        return length;
    }

    /** The array; its first {@link #length()} bytes are valid until the next write or {@link #reset()}. */
    public byte[] array() {
        return bytes;
    }

    /** Copies what was written into a buffer, which must have room. */
    public void writeTo(ByteBuffer out) {
        out.put(bytes, 0, length);
    }

    private void copy(String text, char instead) {
        int from = length;
        text(text);
        for (int i = from; i < length; i++) {
            byte b = bytes[i];
            if (b <= '\r' && (b == '\r' || b == '\n' || b == 0)) {
                bytes[i] = (byte) instead;
            }
        }
    }

    private static boolean unsafe(String target) {
        return target.indexOf('\r') >= 0 || target.indexOf('\n') >= 0 || target.indexOf(0) >= 0;
    }

    private static String escaped(String target) {
        return target.replace("\r", "%0D").replace("\n", "%0A").replace("\0", "%00");
    }

    private void one(char c) {
        ensure(1);
        bytes[length++] = (byte) c;
    }

    private void ensure(int room) {
        if (bytes.length - length < room) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + room));
        }
    }
}
