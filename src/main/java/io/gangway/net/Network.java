package io.gangway.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * An address with a prefix length (CIDR), parsed as leniently as in nginx. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4632">RFC 4632</a>
 */
public final class Network {
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private final byte[] address;
    private final int prefix;

    private Network(byte[] address, int prefix) {
        this.address = address;
        this.prefix = prefix;
    }

    /** Parses {@code 10.0.0.0/8}, {@code 2001:db8::/32} or a single address; null when the text is invalid. */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        byte[] address = address(host);
        if (address == null) {
            return null;
        }
        int bits = address.length * 8;
        int prefix = slash < 0 ? bits : number(text.substring(slash + 1));
        return prefix < 0 || prefix > bits ? null : new Network(address, prefix);
    }

    /** A network of one address. */
    public static Network of(byte[] address) {
        return new Network(address.clone(), address.length * 8);
    }

    /** Parses an address to its 4 or 16 bytes; null when the text is invalid. */
    public static byte[] address(String text) {
        byte[] address = v4(text);
        // nginx uses the broadcast address as its mark of an invalid IPv4 address.
        return address == null || text.equals("255.255.255.255") ? V6Reader.read(text) : address;
    }

    /**
     * An address of 4 or 16 bytes. 16 bytes always give an IPv6 address, even where the JDK would return an IPv4
     * address ({@code ::ffff:192.0.2.1}).
     */
    public static InetAddress inetAddress(byte[] address) {
        try {
            return address.length == 16
                    ? Inet6Address.getByAddress(null, address, -1)
                    : InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** The bytes of an address for comparison with networks: 4 for an IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2). */
    public static byte[] compared(InetAddress address) {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < MAPPED.length; i++) {
            if (bytes.length != 16 || bytes[i] != MAPPED[i]) {
                return bytes;
            }
        }
        return Arrays.copyOfRange(bytes, MAPPED.length, 16);
    }

    private static int number(String digits) {
        boolean valid =
                !digits.isEmpty() && digits.length() < 10 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return valid ? Integer.parseInt(digits) : -1;
    }

    /** Parses four numbers; a missing one counts as 0. Null when the text is invalid. */
    static byte[] v4(String text) {
        byte[] address = new byte[4];
        int part = 0;
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                number = number * 10 + c - '0';
            } else if (c == '.' && part < 3) {
                address[part++] = (byte) number;
                number = 0;
            } else {
                return null;
            }
            if (number > 255) {
                return null;
            }
        }
        address[part] = (byte) number;
        return part == 3 ? address : null;
    }

    /** The prefix length in bits. */
    public int prefix() {
        return prefix;
    }

    /** The first address of the network, 4 or 16 bytes. */
    public byte[] first() {
        byte[] first = address.clone();
        for (int bit = prefix; bit < first.length * 8; bit++) {
            first[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        return first;
    }

    /** Whether bits after the prefix are set. */
    public boolean hasLowBits() {
        for (int bit = prefix; bit < address.length * 8; bit++) {
            if ((address[bit / 8] & 0x80 >> bit % 8) != 0) {
                return true;
            }
        }
        return false;
    }

    public boolean contains(byte[] other) {
        if (other.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit += 8) {
            int mask = prefix - bit >= 8 ? 0xff : 0xff << 8 - (prefix - bit);
            if (((other[bit / 8] ^ address[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
