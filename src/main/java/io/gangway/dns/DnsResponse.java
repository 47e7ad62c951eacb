package io.gangway.dns;

import java.net.InetAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The response of a DNS server (RFC 1035, section 4). Only those of its records count that belong to the requested name
 * or to its aliases (RFC 5452, section 6).
 *
 * @param ident of the query
 * @param name of the query, in lower case
 * @param type of the query
 * @param code 0 for success, else RCODE
 * @param truncated whether the response did not fit; its records are left out
 * @param addresses in the server's order
 * @param services the hosts of a service, in the server's order
 * @param alias where the aliases of the name lead, in lower case; null when there are none, or when they lead to
 *     addresses or services
 * @param ttlSeconds the shortest of the records that count, at least 0
 */
record DnsResponse(
        int ident,
        String name,
        int type,
        int code,
        boolean truncated,
        List<InetAddress> addresses,
        List<ServiceRecord> services,
        String alias,
        long ttlSeconds) {
    private static final int RESPONSE_AND_OPCODE = 0xf800;
    private static final int RESPONSE = 0x8000;
    private static final int TRUNCATED = 0x0200;
    private static final int CODE = 0xf;
    /** More aliases in one message are a loop. */
    private static final int MAX_ALIASES = 50;

    /** Reads a message; null when it is malformed or not a response to one of our queries. */
    static DnsResponse read(ByteBuffer message) {
        try {
            return parse(message.slice());
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            // Malformed or forged: it is ignored, so that the true response can still arrive.
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
            return new DnsResponse(ident, name, type, code, true, List.of(), List.of(), null, 0);
        }
        return about(name, DnsRecord.read(message, count, type), ident, type, code);
    }

    /** Follows the aliases of the name as far as the records go. */
    private static DnsResponse about(String name, List<DnsRecord> records, int ident, int type, int code) {
        String owner = name;
        long ttl = Integer.MAX_VALUE;
        List<InetAddress> addresses = new ArrayList<>();
        List<ServiceRecord> services = new ArrayList<>();
        for (int i = 0; i < MAX_ALIASES; i++) {
            DnsRecord alias = null;
            for (DnsRecord record : records) {
                if (!record.owner().equals(owner)) {
                    continue;
                }
                if (record.alias() != null) {
                    alias = record;
                } else {
                    if (record.service() == null) {
                        addresses.add(record.address());
                    } else {
                        services.add(record.service());
                    }
                    ttl = Math.min(ttl, record.ttlSeconds());
                }
            }
            if (alias == null || !addresses.isEmpty() || !services.isEmpty()) {
                break;
            }
            owner = alias.alias();
            ttl = Math.min(ttl, alias.ttlSeconds());
        }
        String leads = addresses.isEmpty() && services.isEmpty() && !owner.equals(name) ? owner : null;
        return new DnsResponse(ident, name, type, code, false, addresses, services, leads, ttl);
    }
}
