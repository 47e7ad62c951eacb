package io.gangway.net;

import java.net.InetAddress;

/** Formats an IPv6 address in the short form (RFC 5952), as nginx does and the JDK does not. */
public final class V6Text {
    private V6Text() {}

    /** Formats an address: {@code ::1} instead of {@code 0:0:0:0:0:0:0:1}; IPv4 addresses as usual. */
    public static String of(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return address.getHostAddress();
        }
        // https://github.com/netty/netty/issues/2862: the JDK does not specify this text, and writes the long form.
        // This class can go when it writes the short form; the forms that end with IPv4 would remain.
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
            i = Math.max(i, end - 1);
        }
        boolean v4 = start == 0 && endsWithV4(length, groups[5], bytes);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < (v4 ? 6 : 8); i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return v4 ? withV4(text, bytes) : text.toString();
    }

    /** Whether nginx writes the last four bytes as an IPv4 address: for mapped addresses and after enough zeros. */
    private static boolean endsWithV4(int zeros, int sixth, byte[] bytes) {
        return zeros == 5 && sixth == 0xffff || zeros == 6 || zeros == 7 && bytes[14] != 0 && bytes[15] != 1;
    }

    private static String withV4(StringBuilder text, byte[] bytes) {
        if (text.charAt(text.length() - 1) != ':') {
            text.append(':');
        }
        for (int i = 12; i < 16; i++) {
            text.append(i == 12 ? "" : ".").append(bytes[i] & 0xff);
        }
        return text.toString();
    }
}
