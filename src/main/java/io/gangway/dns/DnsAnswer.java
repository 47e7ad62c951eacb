package io.gangway.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a DNS server said (RFC 1035, section 4).
 *
 * @param ident of the question
 * @param name of the question, in lower case
 * @param type of the question
 * @param code 0 for success, else RCODE
 * @param truncated the answer did not fit; the records are left out
 * @param addresses in the server's order
 * @param alias the last CNAME, in lower case; null when there is none
 * @param ttlSeconds the shortest of all records; at least 0
 */
record DnsAnswer(
        int ident,
        String name,
        int type,
        int code,
        boolean truncated,
        List<InetAddress> addresses,
        String alias,
        long ttlSeconds) {
    private static final int CNAME = 5;
    private static final int RESPONSE_AND_OPCODE = 0xf800;
    private static final int RESPONSE = 0x8000;
    private static final int TRUNCATED = 0x0200;

    /** Reads a message; null for one that is no answer to a question of ours or is broken. */
    static DnsAnswer read(ByteBuffer message) {
        try {
            return parse(message.slice());
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            // Broken or forged: it must not count, so that the true answer can still come.
            return null;
        }
    }

    private static DnsAnswer parse(ByteBuffer message) {
        int ident = message.getShort() & 0xffff;
        int flags = message.getShort() & 0xffff;
        int questions = message.getShort() & 0xffff;
        int records = message.getShort() & 0xffff;
        message.position(DnsQuery.HEADER);
        if ((flags & RESPONSE_AND_OPCODE) != RESPONSE || questions != 1) {
            return null;
        }
        String name = DnsName.read(message);
        int type = message.getShort() & 0xffff;
        if (message.getShort() != DnsQuery.INTERNET) {
            return null;
        }
        boolean truncated = (flags & TRUNCATED) != 0;
        List<InetAddress> addresses = new ArrayList<>();
        String alias = null;
        long ttl = Integer.MAX_VALUE;
        for (int i = 0; i < records && !truncated; i++) {
            DnsName.read(message);
            int kind = message.getShort() & 0xffff;
            message.getShort();
            ttl = Math.min(ttl, Math.max(0, message.getInt()));
            int length = message.getShort() & 0xffff;
            int end = message.position() + length;
            if (kind == type) {
                addresses.add(address(message, length, type));
            } else if (kind == CNAME) {
                alias = DnsName.read(message);
            }
            message.position(end);
        }
        return new DnsAnswer(ident, name, type, flags & 0xf, truncated, addresses, alias, ttl);
    }

    private static InetAddress address(ByteBuffer message, int length, int type) {
        if (length != (type == DnsQuery.A ? 4 : 16)) {
            throw new IllegalArgumentException("length of an address: " + length);
        }
        byte[] bytes = new byte[length];
        message.get(bytes);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
