package io.gangway.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/** Elements of ASN.1 in DER (X.690), as certificates are made of them. */
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

    /** A time as RFC 5280 section 4.1.2.5 has it: two digits of the year before 2050. */
    static byte[] time(Instant time) {
        boolean late = time.atZone(ZoneOffset.UTC).getYear() >= 2050;
        String text = DateTimeFormatter.ofPattern((late ? "yyyy" : "yy") + "MMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(time);
        return der(late ? 0x18 : 0x17, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** TRUE. */
    static byte[] yes() {
        return der(BOOLEAN, new byte[] {(byte) 0xff});
    }

    static byte[] integer(BigInteger value) {
        return der(INTEGER, value.toByteArray());
    }

    /** An object identifier, its content in hexadecimal. */
    static byte[] oid(String hex) {
        return der(OID, HexFormat.of().parseHex(hex));
    }

    /** An element of parts that are elements, or of content. */
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
