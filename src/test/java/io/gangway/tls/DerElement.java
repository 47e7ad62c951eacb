package io.gangway.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/** Encodes ASN.1 elements in DER (X.690) for certificates. */
final class DerElement {
    static final int BOOLEAN = 0x01;
    static final int INTEGER = 0x02;
    static final int BITS = 0x03;
    static final int OCTETS = 0x04;
    static final int OID = 0x06;
    static final int UTF8 = 0x0c;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;

    private DerElement() {}

    /** A time by RFC 5280 section 4.1.2.5: with a year of two digits before 2050. */
    static byte[] time(Instant time) {
        boolean late = time.atZone(ZoneOffset.UTC).getYear() >= 2050;
        String text = DateTimeFormatter.ofPattern((late ? "yyyy" : "yy") + "MMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(time);
        return der(late ? 0x18 : 0x17, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The value TRUE. */
    static byte[] yes() {
        return der(BOOLEAN, new byte[] {(byte) 0xff});
    }

    static byte[] integer(BigInteger value) {
        return der(INTEGER, value.toByteArray());
    }

    /** An object identifier from its content in hex. */
    static byte[] oid(String hex) {
        return der(OID, HexFormat.of().parseHex(hex));
    }

    /** An element with other elements or bytes as its content. */
    static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream element = new ByteArrayOutputStream();
        element.write(tag);
        int length = content.size();
        if (length > 0xff) {
            element.write(0x82);
            element.write(length >> 8);
        } else if (length > 0x7f) {
            element.write(0x81);
        }
        element.write(length);
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }
}
