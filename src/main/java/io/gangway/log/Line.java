package io.gangway.log;

import java.util.Arrays;

/** The bytes of one line while it is put together. Owned by the thread that makes it. */
final class Line {
    private byte[] bytes = new byte[384];
    private int length;

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    Line add(int oneByte) {
        reserve(1);
        bytes[length++] = (byte) oneByte;
        return this;
    }

    Line add(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    /** One char per byte; what is no byte becomes a question mark. */
    Line add(String text) {
        int count = text.length();
        reserve(count);
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            bytes[length++] = (byte) (c > 0xff ? '?' : c);
        }
        return this;
    }

    /** Drops what is beyond so many bytes. */
    Line cut(int max) {
        length = Math.min(length, max);
        return this;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
