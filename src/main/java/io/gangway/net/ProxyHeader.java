package io.gangway.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PROXY protocol header, version 1 (text) or 2 (binary): the data that a proxy sends before the bytes of a
 * connection. As in nginx the addresses of version 1 are not validated.
 *
 * @param source address of the client; null when the header has none
 * @param sourcePort 0 when the header has none
 * @param destination address to which the client connected
 * @param destinationPort its port
 * @param tlvs the TLVs of version 2, unparsed; one char per byte
 */
public record ProxyHeader(String source, int sourcePort, String destination, int destinationPort, String tlvs) {
    /** Maximum length of a header in bytes. */
    public static final int MAX_LENGTH = 4096;

    private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
    private static final int FIXED = 16;
    private static final int PROXY = 1;
    private static final int STREAM = 1;
    private static final int INET = 1;
    private static final int INET6 = 2;

    private static final ProxyHeader NO_CLIENT = new ProxyHeader(null, 0, null, 0, "");

    private static final Pattern TEXT =
            Pattern.compile("PROXY TCP[46] ([0-9A-Fa-f.:]*) ([0-9A-Fa-f.:]*) ([0-9]{1,9}) ([0-9]{1,9})\r\n");

    /** The bytes are not a valid header. */
    public static final class InvalidProxyHeaderException extends Exception {
        private static final long serialVersionUID = 1;

        InvalidProxyHeaderException(String message) {
            super(message);
        }
    }

    /** Whether the header names a client; not for connections of the proxy itself. */
    public boolean hasSource() {
        return source != null;
    }

    /**
     * Removes the header from the first bytes of a connection. It must be complete, as in nginx.
     *
     * @throws InvalidProxyHeaderException with nginx's log text
     */
    public static ProxyHeader take(ByteBuffer bytes) throws InvalidProxyHeaderException {
        byte[] start = new byte[Math.min(SIGNATURE.length, bytes.remaining())];
        bytes.get(bytes.position(), start);
        return bytes.remaining() >= FIXED && Arrays.equals(start, SIGNATURE) ? binary(bytes) : text(bytes);
    }

    private static ProxyHeader text(ByteBuffer bytes) throws InvalidProxyHeaderException {
        byte[] all = new byte[bytes.remaining()];
        bytes.get(bytes.position(), all);
        String text = new String(all, StandardCharsets.ISO_8859_1);
        Matcher matcher = TEXT.matcher(text);
        if (matcher.lookingAt()) {
            int sourcePort = Integer.parseInt(matcher.group(3));
            int destinationPort = Integer.parseInt(matcher.group(4));
            if (sourcePort <= 65535 && destinationPort <= 65535) {
                bytes.position(bytes.position() + matcher.end());
                return new ProxyHeader(matcher.group(1), sourcePort, matcher.group(2), destinationPort, "");
            }
        }
        int end = text.indexOf("\r\n");
        if (text.startsWith("PROXY UNKNOWN") && end >= 0) {
            bytes.position(bytes.position() + end + 2);
            return NO_CLIENT;
        }
        throw new InvalidProxyHeaderException("broken header: \"" + text.split("[\r\n]", 2)[0] + "\"");
    }

    private static ProxyHeader binary(ByteBuffer bytes) throws InvalidProxyHeaderException {
        int at = bytes.position() + SIGNATURE.length;
        int version = (bytes.get(at) & 0xff) >> 4;
        int command = bytes.get(at) & 0x0f;
        int family = (bytes.get(at + 1) & 0xff) >> 4;
        int transport = bytes.get(at + 1) & 0x0f;
        int length = bytes.getShort(at + 2) & 0xffff;
        if (version != 2) {
            throw new InvalidProxyHeaderException("unknown PROXY protocol version: " + version);
        }
        if (bytes.remaining() - FIXED < length) {
            throw new InvalidProxyHeaderException("header is too large");
        }
        ByteBuffer addresses = bytes.slice(bytes.position() + FIXED, length);
        bytes.position(bytes.position() + FIXED + length);
        if (command != PROXY || transport != STREAM || family != INET && family != INET6) {
            return NO_CLIENT;
        }
        byte[] source = new byte[family == INET ? 4 : 16];
        byte[] destination = new byte[source.length];
        if (length < 2 * source.length + 4) {
            throw new InvalidProxyHeaderException("header is too short");
        }
        addresses.get(source).get(destination);
        int sourcePort = addresses.getShort() & 0xffff;
        int destinationPort = addresses.getShort() & 0xffff;
        byte[] tlvs = new byte[addresses.remaining()];
        addresses.get(tlvs);
        return new ProxyHeader(
                text(source),
                sourcePort,
                text(destination),
                destinationPort,
                new String(tlvs, StandardCharsets.ISO_8859_1));
    }

    private static String text(byte[] address) {
        return V6Text.of(Network.inetAddress(address));
    }
}
