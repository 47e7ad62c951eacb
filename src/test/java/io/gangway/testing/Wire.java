package io.gangway.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** One socket, read and written as Latin-1 text. A read times out after ten seconds by default. */
final class Wire implements AutoCloseable {
    private static final int MAX_LINE = 1 << 20;

    private final Socket socket;
    private final Socket transport;
    private final InputStream input;
    private final OutputStream output;
    /** Maximum bytes of one write; 0 for no limit. */
    private int segmentSize;

    Wire(Socket socket) throws IOException {
        this(socket, socket);
    }

    /** A socket over another one, which can be reset without a TLS alert. */
    Wire(Socket socket, Socket transport) throws IOException {
        this.socket = socket;
        this.transport = transport;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        this.input = new BufferedInputStream(socket.getInputStream(), 16 * 1024);
        this.output = socket.getOutputStream();
    }

    /**
     * The server's end of an accepted socket.
     *
     * @param tls null for plain TCP
     * @param protocols those that are offered by ALPN
     */
    static Wire accepted(Socket socket, SSLContext tls, List<String> protocols) throws IOException {
        if (tls == null) {
            return new Wire(socket);
        }
        SSLSocket encrypted = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, true);
        encrypted.setUseClientMode(false);
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setApplicationProtocols(protocols.toArray(String[]::new));
        encrypted.setSSLParameters(parameters);
        return new Wire(encrypted, socket);
    }

    Socket socket() {
        return socket;
    }

    void timeout(Duration timeout) throws SocketException {
        socket.setSoTimeout(Math.max(1, (int) timeout.toMillis()));
    }

    void write(String text) throws IOException {
        write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void write(byte[] bytes) throws IOException {
        int max = segmentSize == 0 ? bytes.length : segmentSize;
        for (int from = 0; from < bytes.length; from += max) {
            output.write(bytes, from, Math.min(max, bytes.length - from));
            output.flush();
        }
    }

    void segmentSize(int bytes) {
        segmentSize = bytes;
    }

    /** The first bytes, which can still be read; fewer at the end. */
    String peek(int length) throws IOException {
        input.mark(length);
        byte[] bytes = input.readNBytes(length);
        input.reset();
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** One byte, or -1 at the end. */
    int read() throws IOException {
        return input.read();
    }

    /** A line without its end (CRLF or LF), or null if the peer closed before the first byte. */
    String readLine() throws IOException {
        String line = readRawLine();
        return line == null ? null : line.replaceFirst("\r?\n$", "");
    }

    /** A head with its blank line, byte for byte, or null if the peer closed before the first byte. */
    String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (true) {
            String line = readRawLine();
            if (line == null) {
                if (head.isEmpty()) {
                    return null;
                }
                throw new EOFException("closed inside a head: " + head);
            }
            head.append(line);
            if (line.equals("\r\n") || line.equals("\n")) {
                return head.toString();
            }
        }
    }

    private String readRawLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b;
        do {
            b = input.read();
            if (b < 0) {
                if (line.size() == 0) {
                    return null;
                }
                throw new EOFException("closed inside a line: " + latin1(line));
            }
            line.write(b);
            if (line.size() > MAX_LINE) {
                throw new IOException("line longer than " + MAX_LINE + " bytes");
            }
        } while (b != '\n');
        return latin1(line);
    }

    /** The available bytes, at least one; empty at the end. */
    byte[] readSome() throws IOException {
        byte[] bytes = new byte[16 * 1024];
        int n = input.read(bytes);
        return n < 0 ? new byte[0] : Arrays.copyOf(bytes, n);
    }

    String readExactly(int length) throws IOException {
        return new String(readBytes(length), StandardCharsets.ISO_8859_1);
    }

    byte[] readBytes(int length) throws IOException {
        byte[] bytes = input.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("closed after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    String readUntilEnd() throws IOException {
        return new String(input.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Reads a chunked body to its end; appends chunks and trailers to {@code raw} as received. */
    String readChunked(StringBuilder raw) throws IOException {
        StringBuilder body = new StringBuilder();
        while (true) {
            String size = readLine();
            if (size == null) {
                throw new EOFException("closed between chunks after: " + raw);
            }
            raw.append(size).append("\r\n");
            int length = Integer.parseInt(size.replaceFirst(";.*", "").trim(), 16);
            if (length == 0) {
                readTrailers(raw);
                return body.toString();
            }
            String chunk = readExactly(length);
            body.append(chunk);
            raw.append(chunk).append("\r\n");
            readLine();
        }
    }

    private void readTrailers(StringBuilder raw) throws IOException {
        for (String line = readLine(); line != null; line = readLine()) {
            raw.append(line).append("\r\n");
            if (line.isEmpty()) {
                return;
            }
        }
    }

    /** Waits for the peer to close; drops all bytes received until then. */
    ConnectionState awaitClose(Duration within) throws IOException {
        long deadline = System.nanoTime() + within.toNanos();
        byte[] dropped = new byte[8192];
        try {
            while (true) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return ConnectionState.OPEN;
                }
                socket.setSoTimeout((int) Math.max(1, left / 1_000_000));
                if (input.read(dropped) < 0) {
                    return ConnectionState.CLOSED;
                }
            }
        } catch (SocketTimeoutException e) {
            return ConnectionState.OPEN;
        } catch (SocketException e) {
            return ConnectionState.RESET;
        }
    }

    /** Sends FIN; reading is still possible. */
    void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes with RST. */
    void reset() throws IOException {
        setOption(() -> transport.setSoLinger(true, 0));
        transport.close();
    }

    @Override
    public void close() throws IOException {
        if (socket instanceof SSLSocket && !transport.isClosed()) {
            // Else it would wait for the peer's close_notify.
            setOption(() -> socket.setSoTimeout(1));
        }
        socket.close();
    }

    private interface Option {
        void set() throws SocketException;
    }

    /** An option for the close, which another thread may have done already. */
    private void setOption(Option option) throws SocketException {
        try {
            option.set();
        } catch (SocketException e) {
            if (!transport.isClosed()) {
                throw e;
            }
        }
    }

    private static String latin1(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
