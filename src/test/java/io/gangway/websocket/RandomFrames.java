package io.gangway.websocket;

import java.io.ByteArrayOutputStream;
import java.util.Random;

/** Random frames: mostly valid, sometimes malformed, the last one sometimes truncated. */
public final class RandomFrames {
    private static final int[] FIRST = {0x81, 0x82, 0x01, 0x02, 0x00, 0x80, 0x88, 0x89, 0x8a, 0xc1};
    private static final int[] ODD = {0x83, 0x09, 0x8f, 0x07};

    private RandomFrames() {}

    public static byte[] of(Random random, boolean masked) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        boolean inMessage = false;
        int count = random.nextInt(12);
        for (int i = 0; i < count; i++) {
            boolean odd = random.nextInt(40) == 0;
            int first = odd ? ODD[random.nextInt(ODD.length)] : FIRST[random.nextInt(FIRST.length)];
            boolean control = (first & 8) != 0;
            if (!odd && !control) {
                first = inMessage ? first & 0xf0 : (first & 0x0f) == 0 ? first | 1 : first;
                inMessage = (first & 0x80) == 0;
            }
            byte[] payload = new byte[control ? random.nextInt(126) : length(random)];
            random.nextBytes(payload);
            wire.writeBytes(Wires.frame(masked, first, payload));
        }
        byte[] all = wire.toByteArray();
        return random.nextInt(3) > 0 || all.length == 0
                ? all
                : java.util.Arrays.copyOf(all, all.length - random.nextInt(all.length));
    }

    private static int length(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> 0;
            case 1 -> 120 + random.nextInt(12);
            case 2 -> 65_530 + random.nextInt(12);
            default -> random.nextInt(60);
        };
    }
}
