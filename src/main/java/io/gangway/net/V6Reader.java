package io.gangway.net;

import java.util.ArrayList;
import java.util.List;

/** Parses IPv6 addresses (RFC 4291, 2.2). Never looks up a name; an IPv4-mapped address keeps its 16 bytes. */
final class V6Reader {
    private static final int GROUPS = 8;

    private V6Reader() {}

    /** Returns the 16 bytes; null when the text is invalid. */
    static byte[] read(String text) {
        int gap = text.indexOf("::");
        List<Integer> head = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
        List<Integer> tail = gap < 0 ? List.of() : groups(text.substring(gap + 2), true);
        if (head == null || tail == null) {
            return null;
        }
        int missing = GROUPS - head.size() - tail.size();
        if (gap < 0 ? missing != 0 : missing < 1) {
            return null;
        }
        byte[] address = new byte[16];
        put(address, 0, head);
        put(address, GROUPS - tail.size(), tail);
        return address;
    }

    /**
     * @param last whether the text may end with an IPv4 address
     */
    private static List<Integer> groups(String text, boolean last) {
        List<Integer> groups = new ArrayList<>();
        if (text.isEmpty()) {
            return groups;
        }
        String[] words = text.split(":", -1);
        for (int i = 0; i < words.length; i++) {
            byte[] v4 = last && i == words.length - 1 && words[i].indexOf('.') >= 0 ? Network.v4(words[i]) : null;
            if (v4 != null) {
                groups.add((v4[0] & 0xff) << 8 | v4[1] & 0xff);
                groups.add((v4[2] & 0xff) << 8 | v4[3] & 0xff);
            } else if (words[i].matches("[0-9A-Fa-f]{1,4}")) {
                groups.add(Integer.parseInt(words[i], 16));
            } else {
                return null;
            }
        }
        return groups;
    }

    private static void put(byte[] address, int from, List<Integer> groups) {
        for (int i = 0; i < groups.size(); i++) {
            address[2 * (from + i)] = (byte) (groups.get(i) >> 8);
            address[2 * (from + i) + 1] = (byte) (int) groups.get(i);
        }
    }
}
