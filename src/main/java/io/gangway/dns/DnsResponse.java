package io.gangway.dns;

import java.net.InetAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a DNS server said (RFC 1035, section 4). Of its records only those count that belong to the name that was asked for, or to
 * what that is an alias of (RFC 5452, section 6).
 *
 * @param ident of the question
 * @param name of the question, in lower case
 * @param type of the question
 * @param code 0 for success, else RCODE
 * @param truncated the answer did not fit; the records are left out
 * @param addresses in the server's order
 * @param alias where the aliases of the name lead, in lower case; null when they lead nowhere, or to addresses
 * @param ttlSeconds the shortest of the records that count; at least 0
 */
record DnsResponse(
        int ident,
        String name,
        int type,
        int code,
        boolean truncated,
        List<InetAddress> addresses,
        String alias,
        long ttlSeconds) {
    private static final int RESPONSE_AND_OPCODE = 0xf800;
    private static final int RESPONSE = 0x8000;
    private static final int TRUNCATED = 0x0200;
    private static final int CODE = 0xf;
    /** More in one message are a circle. */
    private static final int MAX_ALIASES = 50;

    /** Reads a message; null for one that is no answer to a question of ours or is broken. */
    static DnsResponse read(ByteBuffer message) {
        try {
            return parse(message.slice());
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            // Broken or forged: it must not count, so that the true answer can still come.
            return null;
        }
    }

    private static DnsResponse parse(ByteBuffer message) {
        int ident = message.getShort() & 0xffff;
        int flags = message.getShort() & 0xffff;
        int questions = message.getShort() & 0xffff;
        int count = message.getShort() & 0xffff;
        message.position(DnsQuery.HEADER);
        if ((flags & RESPONSE_AND_OPCODE) != RESPONSE || questions != 1) {
            return null;
        }
        String name = DnsName.read(message);
        int type = message.getShort() & 0xffff;
        if (message.getShort() != DnsQuery.INTERNET) {
            return null;
        }
        int code = flags & CODE;
        if ((flags & TRUNCATED) != 0) {
            return new DnsResponse(ident, name, type, code, true, List.of(), null, 0);
        }
        return about(name, DnsRecord.read(message, count, type), ident, type, code);
    }

    /** Follows the aliases of the name as far as the records do. */
    private static DnsResponse about(String name, List<DnsRecord> records, int ident, int type, int code) {
        String owner = name;
        long ttl = Integer.MAX_VALUE;
        List<InetAddress> addresses = new ArrayList<>();
        for (int i = 0; i < MAX_ALIASES; i++) {
            DnsRecord alias = null;
            for (DnsRecord record : records) {
                if (!record.owner().equals(owner)) {
                    continue;
                }
                if (record.alias() != null) {
                    alias = record;
                } else {
                    addresses.add(record.address());
                    ttl = Math.min(ttl, record.ttlSeconds());
                }
            }
            if (alias == null || !addresses.isEmpty()) {
                break;
            }
            owner = alias.alias();
            ttl = Math.min(ttl, alias.ttlSeconds());
        }
        String leads = addresses.isEmpty() && !owner.equals(name) ? owner : null;
        return new DnsResponse(ident, name, type, code, false, addresses, leads, ttl);
    }
}
