package io.gangway.testing;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A socket without a peer: its input is given, and it records each write separately. */
final class CountingSocket extends Socket {
    final List<String> writes = new ArrayList<>();
    private final InputStream input;

    CountingSocket(int... bytes) {
        byte[] given = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            given[i] = (byte) bytes[i];
        }
        input = new ByteArrayInputStream(given);
    }

    @Override
    public InputStream getInputStream() {
        return input;
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                writes.add(String.valueOf((char) b));
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                writes.add(new String(bytes, from, length, StandardCharsets.ISO_8859_1));
            }
        };
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // there is no connection to set it on
    }

    @Override
    public void setSoTimeout(int millis) {
        // a read never waits
    }
}
