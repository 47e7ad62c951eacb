package io.gangway.tls;

import io.gangway.tls.pem.Der;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * An OCSP response of tests (RFC 6960, 4.2.1) about one certificate.
 *
 * @param about the certificate and its issuer
 * @param signer the credential that signs it, with an EC key
 * @param status good, revoked or unknown
 * @param age how old it is
 */
record OcspResponse(OcspCertificate about, Credential signer, String status, Duration age) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final byte[] ECDSA_SHA256 = HexFormat.of().parseHex("300a06082a8648ce3d040302");
    private static final byte[] BASIC = HexFormat.of().parseHex("06092b0601050507300101");

    /** The response in DER, valid for an hour. */
    byte[] der() throws Exception {
        Instant made = Instant.now().minus(age);
        byte[] single = Der.element(
                Der.SEQUENCE,
                about.certId(),
                status(made),
                time(made),
                Der.element(0xa0, time(made.plus(Duration.ofHours(1)))));
        byte[] name = signer.chain().get(0).getSubjectX500Principal().getEncoded();
        byte[] data = Der.element(Der.SEQUENCE, Der.element(0xa1, name), time(made), Der.element(Der.SEQUENCE, single));
        byte[] basic = Der.element(Der.SEQUENCE, data, ECDSA_SHA256, Der.element(3, new byte[1], signature(data)));
        return Der.element(
                Der.SEQUENCE,
                new byte[] {0x0a, 1, 0},
                Der.element(0xa0, Der.element(Der.SEQUENCE, BASIC, Der.element(Der.OCTETS, basic))));
    }

    private byte[] status(Instant made) {
        return switch (status) {
            case "good" -> new byte[] {(byte) 0x80, 0};
            case "revoked" -> Der.element(0xa1, time(made));
            case "unknown" -> new byte[] {(byte) 0x82, 0};
            default -> throw new IllegalArgumentException("status: " + status);
        };
    }

    private static byte[] time(Instant time) {
        return Der.element(0x18, TIME.format(time).getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] signature(byte[] data) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signer.key());
        signature.update(data);
        return signature.sign();
    }

    /** As a message of HTTP, one char per byte. */
    String http() throws Exception {
        byte[] der = der();
        return "HTTP/1.1 200 OK\r\nContent-Type: application/ocsp-response\r\nContent-Length: " + der.length
                + "\r\n\r\n" + new String(der, StandardCharsets.ISO_8859_1);
    }
}
