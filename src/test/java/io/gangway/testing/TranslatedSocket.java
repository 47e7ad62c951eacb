package io.gangway.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * Bytes of HTTP/1.1 on one side, a stream of HTTP/2 on the other, so that what was written for connections of HTTP/1.1
 * also runs over HTTP/2. It is as simple as tests allow: fields pass in lower case, an upgrade is an extended CONNECT
 * (RFC 8441), a body of unknown length is chunked.
 */
abstract class TranslatedSocket extends Socket {
    /** Fields that HTTP/2 has not, or has in another place. */
    static final Set<String> NOT_IN_HTTP_2 = Set.of(
            "host",
            "connection",
            "keep-alive",
            "proxy-connection",
            "transfer-encoding",
            "upgrade",
            "sec-websocket-key",
            "sec-websocket-accept");

    private final ByteArrayOutputStream head = new ByteArrayOutputStream();

    /** What is to be read before anything of the stream. */
    private byte[] unread = new byte[0];

    private int unreadFrom;
    private volatile boolean closed;
    private volatile boolean abortive;
    private int timeoutMillis;
    /** Whether the input is chunked, so that a piece of it gets its size. */
    private boolean chunksInput;

    /** Bytes of the body still to be written, or one of the following. */
    private volatile long outputLeft = NO_HEAD;

    private static final long NO_HEAD = -1;
    private static final long RAW = -2;
    private static final long CHUNKED = -3;

    /** The stream that is written; null before the first one of a client. */
    abstract StreamSocket stream();

    /** The stream that is read, which may be an earlier one, after its head. */
    abstract StreamSocket readStream();

    /** Reads the head that comes next. Returns its text, or null at the end. */
    abstract String readHead() throws IOException;

    /** Sends a head. Returns how long its body is, with {@link #raw} or {@link #chunked} for no fixed length. */
    abstract long sendHead(String text) throws IOException;

    static long raw() {
        return RAW;
    }

    static long chunked() {
        return CHUNKED;
    }

    /** The next bytes that are written begin with a head. */
    void outputNeedsHead() {
        outputLeft = NO_HEAD;
    }

    /** What follows the head that was read: chunks with a size each, or bytes as they come. */
    void chunksInput(boolean chunks) {
        chunksInput = chunks;
    }

    /** Whether there is nothing to read but a next head. */
    abstract boolean inputNeedsHead();

    /** The input of this message has ended. */
    abstract void inputEnded();

    // ---- input

    private int read(byte[] into, int from, int length) throws IOException {
        if (unreadFrom == unread.length && !more()) {
            return -1;
        }
        int n = Math.min(length, unread.length - unreadFrom);
        System.arraycopy(unread, unreadFrom, into, from, n);
        unreadFrom += n;
        return n;
    }

    /** Reads a head or a piece; false at the end. */
    private boolean more() throws IOException {
        if (inputNeedsHead()) {
            String text = readHead();
            return text != null && unread(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        byte[] piece = new byte[16 * 1024];
        readStream().setSoTimeout(timeoutMillis);
        int n = readStream().getInputStream().read(piece);
        if (n > 0) {
            byte[] bytes = Arrays.copyOf(piece, n);
            return unread(chunksInput ? chunk(bytes) : bytes);
        }
        boolean chunks = chunksInput;
        chunksInput = false;
        inputEnded();
        return chunks ? unread("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1)) : inputNeedsHead() && more();
    }

    private boolean unread(byte[] bytes) {
        unread = bytes;
        unreadFrom = 0;
        return true;
    }

    private static byte[] chunk(byte[] bytes) {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        chunk.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        chunk.writeBytes(bytes);
        chunk.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        return chunk.toByteArray();
    }

    // ---- output

    private void write(byte[] bytes, int from, int length) throws IOException {
        int at = from;
        int end = from + length;
        while (at < end) {
            if (outputLeft == RAW) {
                stream().write(bytes, at, end - at, false);
                return;
            }
            if (outputLeft > 0) {
                int n = (int) Math.min(outputLeft, end - at);
                outputLeft -= n;
                stream().write(bytes, at, n, outputLeft == 0);
                at += n;
                outputLeft = outputLeft == 0 ? NO_HEAD : outputLeft;
            } else {
                head.write(bytes[at++]);
                if (outputLeft == CHUNKED) {
                    chunkWritten();
                } else if (endsHead()) {
                    String text = head.toString(StandardCharsets.ISO_8859_1);
                    head.reset();
                    outputLeft = sendHead(text);
                    outputLeft = outputLeft == 0 ? NO_HEAD : outputLeft;
                }
            }
        }
    }

    private boolean endsHead() {
        byte[] all = head.toByteArray();
        int n = all.length;
        return n > 3 && all[n - 1] == '\n' && (all[n - 2] == '\n' || all[n - 2] == '\r' && all[n - 3] == '\n');
    }

    /** Sends the chunks that are complete; the last one ends the stream. */
    private void chunkWritten() throws IOException {
        String text = head.toString(StandardCharsets.ISO_8859_1);
        int line = text.indexOf("\r\n");
        if (line < 0) {
            return;
        }
        int size = Integer.parseInt(text.substring(0, line).trim(), 16);
        if (text.length() < line + 2 + size + 2) {
            return;
        }
        head.reset();
        if (size == 0) {
            outputLeft = NO_HEAD;
        }
        byte[] piece = text.substring(line + 2, line + 2 + size).getBytes(StandardCharsets.ISO_8859_1);
        stream().write(piece, 0, piece.length, size == 0);
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return TranslatedSocket.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return TranslatedSocket.this.read(into, from, length);
            }

            @Override
            public int available() throws IOException {
                int there = unread.length - unreadFrom;
                return inputNeedsHead()
                        ? there
                        : there + readStream().getInputStream().available();
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                TranslatedSocket.this.write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                TranslatedSocket.this.write(bytes, from, length);
            }
        };
    }

    // ---- the socket

    int timeoutMillis() {
        return timeoutMillis;
    }

    @Override
    public void setSoTimeout(int millis) {
        timeoutMillis = millis;
    }

    @Override
    public int getSoTimeout() {
        return timeoutMillis;
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // a frame is written at once
    }

    @Override
    public void setSoLinger(boolean on, int seconds) {
        abortive = on && seconds == 0;
    }

    @Override
    public void shutdownOutput() throws IOException {
        if (stream() != null) {
            stream().shutdownOutput();
        }
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        if (stream() != null) {
            stream().setSoLinger(abortive, 0);
            stream().close();
        }
    }

    static String lowerName(String line) {
        return Fields.name(line).toLowerCase(Locale.ROOT);
    }

    static String lowerLine(String line) {
        return lowerName(line) + ": " + Fields.value(line);
    }
}
