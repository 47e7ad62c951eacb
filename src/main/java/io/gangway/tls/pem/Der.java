package io.gangway.tls.pem;

import java.io.ByteArrayOutputStream;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Reads and writes ASN.1 DER elements, and wraps private keys into PKCS#8 (RFC 5208, RFC 5915, RFC 8017).
 */
public final class Der {
    public static final int INTEGER = 0x02;
    public static final int OCTETS = 0x04;
    public static final int OID = 0x06;
    public static final int SEQUENCE = 0x30;

    private static final byte[] ZERO = {INTEGER, 1, 0};
    private static final byte[] RSA_ALGORITHM = {
        OID, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
    };
    private static final byte[] EC_ALGORITHM = {OID, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

    private final byte[] data;
    private int at;
    private final int end;

    private Der(byte[] data, int at, int end) {
        this.data = data;
        this.at = at;
        this.end = end;
    }

    public Der(byte[] data) {
        this(data, 0, data.length);
    }

    public boolean hasMore() {
        return at < end;
    }

    /** The tag of the next element. */
    public int tag() throws InvalidKeyException {
        if (at >= end) {
            throw new InvalidKeyException("not enough data");
        }
        return data[at] & 0xff;
    }

    /**
     * The content of the next element.
     *
     * @throws InvalidKeyException if the element has another tag or is incomplete
     */
    public Der enter(int tag) throws InvalidKeyException {
        if (tag() != tag) {
            throw new InvalidKeyException("wrong tag");
        }
        at++;
        int length = length();
        if (length < 0 || length > end - at) {
            throw new InvalidKeyException("too long");
        }
        Der inside = new Der(data, at, at + length);
        at += length;
        return inside;
    }

    private int length() throws InvalidKeyException {
        int first = at < end ? data[at++] & 0xff : -1;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            if (at >= end || length > 0xffff) {
                throw new InvalidKeyException("bad length");
            }
            length = length << 8 | data[at++] & 0xff;
        }
        return length;
    }

    /** The remaining bytes. */
    public byte[] bytes() {
        return Arrays.copyOfRange(data, at, end);
    }

    static byte[] pkcs8FromRsa(byte[] pkcs1) {
        return element(SEQUENCE, ZERO, element(SEQUENCE, RSA_ALGORITHM), element(OCTETS, pkcs1));
    }

    /** The curve is in the key itself or, in old files, in the {@code EC PARAMETERS} block before it. */
    static byte[] pkcs8FromEc(byte[] sec1, byte[] parameters) throws InvalidKeyException {
        Der key = new Der(sec1).enter(SEQUENCE);
        key.enter(INTEGER);
        key.enter(OCTETS);
        byte[] curve = key.hasMore() && key.tag() == 0xa0 ? key.enter(0xa0).bytes() : parameters;
        if (curve == null) {
            throw new InvalidKeyException("missing parameters");
        }
        return element(SEQUENCE, ZERO, element(SEQUENCE, EC_ALGORITHM, curve), element(OCTETS, sec1));
    }

    /** The algorithm of a PKCS#8 key, as KeyFactory names it. */
    static String keyAlgorithm(byte[] pkcs8) throws InvalidKeyException {
        Der info = new Der(pkcs8).enter(SEQUENCE);
        info.enter(INTEGER);
        String oid = HexFormat.of().formatHex(info.enter(SEQUENCE).enter(OID).bytes());
        return switch (oid) {
            case "2a864886f70d010101" -> "RSA";
            case "2a864886f70d01010a" -> "RSASSA-PSS";
            case "2a8648ce3d0201" -> "EC";
            case "2b6570", "2b6571" -> "EdDSA";
            case "2a8648ce380401" -> "DSA";
            default -> throw new InvalidKeyException("unsupported algorithm");
        };
    }

    public static byte[] element(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else if (length < 0x100) {
            out.write(0x81);
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
