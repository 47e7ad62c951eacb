package io.gangway.websocket;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** The frames of a complete recording, parsed in the simplest way: the reference for {@code FrameTracker}. */
public record ReferenceParse(boolean lost, int frames, int messages, int closeCode, Set<Integer> boundaries) {
    public static ReferenceParse of(byte[] wire, boolean masked) {
        Set<Integer> boundaries = new HashSet<>(Set.of(0));
        int frames = 0;
        int messages = 0;
        int closeCode = 0;
        boolean inMessage = false;
        int at = 0;
        while (at < wire.length) {
            if (wire.length - at < 2) {
                break;
            }
            int opcode = wire[at] & 15;
            boolean fin = wire[at] < 0;
            boolean hasMask = wire[at + 1] < 0;
            int small = wire[at + 1] & 127;
            int extended = small == 126 ? 2 : small == 127 ? 8 : 0;
            int header = 2 + extended + (hasMask ? 4 : 0);
            if (wire.length - at < header) {
                break;
            }
            long length = extended == 0
                    ? small
                    : new BigInteger(1, Arrays.copyOfRange(wire, at + 2, at + 2 + extended)).longValue();
            boolean control = opcode >= 8;
            boolean bad = opcode > 10
                    || opcode > 2 && !control
                    || hasMask != masked
                    || length < 0
                    || control && (!fin || length > 125)
                    || !control && (opcode == 0) != inMessage;
            if (bad) {
                return new ReferenceParse(true, frames, messages, closeCode, boundaries);
            }
            frames++;
            inMessage = control ? inMessage : !fin;
            if (wire.length - at - header < length) {
                break;
            }
            byte[] payload = Arrays.copyOfRange(wire, at + header, at + header + (int) length);
            for (int i = 0; hasMask && i < payload.length; i++) {
                payload[i] ^= wire[at + header - 4 + i % 4];
            }
            messages += !control && fin ? 1 : 0;
            if (opcode == 8 && closeCode == 0) {
                closeCode = payload.length < 2 ? 1005 : (payload[0] & 255) * 256 + (payload[1] & 255);
            }
            at += header + (int) length;
            boundaries.add(at);
        }
        return new ReferenceParse(false, frames, messages, closeCode, boundaries);
    }

    public boolean isBoundary(int at) {
        return boundaries.contains(at);
    }
}
