package io.gangway.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A record of a response (RFC 1035, section 4.1.3): an address of the requested kind, a host of a service, or an
 * alias; the others are null.
 *
 * @param owner the name of the record, in lower case
 */
record DnsRecord(String owner, InetAddress address, ServiceRecord service, String alias, long ttlSeconds) {
    private static final int CNAME = 5;

    /** Reads {@code count} records; those of other types and classes are left out. */
    static List<DnsRecord> read(ByteBuffer message, int count, int type) {
        List<DnsRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String owner = DnsName.read(message);
            int kind = message.getShort() & 0xffff;
            boolean internet = message.getShort() == DnsQuery.INTERNET;
            long ttl = Math.max(0, message.getInt());
            int length = message.getShort() & 0xffff;
            int end = message.position() + length;
            if (internet && kind == type) {
                boolean service = type == DnsQuery.SRV;
                records.add(new DnsRecord(
                        owner,
                        service ? null : address(message, length, type),
                        service ? service(message) : null,
                        null,
                        ttl));
                checkEnd(message, end, length);
            } else if (internet && kind == CNAME) {
                records.add(new DnsRecord(owner, null, null, DnsName.read(message), ttl));
                checkEnd(message, end, length);
            }
            message.position(end);
        }
        return records;
    }

    private static void checkEnd(ByteBuffer message, int end, int length) {
        if (message.position() != end) {
            throw new IllegalArgumentException("length of a record: " + length);
        }
    }

    private static ServiceRecord service(ByteBuffer message) {
        int priority = message.getShort() & 0xffff;
        int weight = message.getShort() & 0xffff;
        int port = message.getShort() & 0xffff;
        return new ServiceRecord(priority, weight, port, DnsName.read(message));
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
