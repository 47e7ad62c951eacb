package io.gangway.log;

import java.util.Arrays;

/** A buffer for the bytes of one line. Confined to the thread that creates it. */
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
        return add(more, more.length);
    }

    Line add(byte[] more, int count) {
        reserve(count);
        System.arraycopy(more, 0, bytes, length, count);
        length += count;
        return this;
    }

    /** Adds one byte per char; characters that do not fit into a byte become question marks. */
    Line add(String text) {
        int count = text.length();
        reserve(count);
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            bytes[length++] = (byte) (c > 0xff ? '?' : c);
        }
        return this;
    }

    /** Truncates the line. */
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
