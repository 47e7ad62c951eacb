package io.gangway.dns;

import java.nio.ByteBuffer;

/**
 * A query to a DNS server (RFC 1035, section 4) for the records of one type of a name.
 *
 * @param ident 16 random bits that the response repeats
 * @param name in lower case, without a final dot
 * @param type {@link #A}, {@link #AAAA} or {@link #SRV}
 */
record DnsQuery(int ident, String name, int type) {
    static final int A = 1;
    static final int AAAA = 28;
    static final int SRV = 33;
    static final int INTERNET = 1;
    /** Length of the header of a message. */
    static final int HEADER = 12;

    private static final int RECURSION_DESIRED = 0x0100;

    /** The query as sent. */
    ByteBuffer encode() {
        ByteBuffer message = ByteBuffer.allocate(HEADER + name.length() + 2 + 4);
        message.putShort((short) ident).putShort((short) RECURSION_DESIRED);
        message.putShort((short) 1).putShort((short) 0).putShort((short) 0).putShort((short) 0);
        DnsName.write(name, message);
        message.putShort((short) type).putShort((short) INTERNET);
        return message.flip();
    }
}
