package io.gangway.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The MD5 hash by which sticky sessions name servers and sessions, as in nginx. */
public final class SessionHash {
    private SessionHash() {}

    /** 16 bytes. */
    public static byte[] of(String text) {
        try {
            return MessageDigest.getInstance("MD5").digest(text.getBytes(ISO_8859_1));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /** 32 lower-case digits. */
    static String hex(String text) {
        return HexFormat.of().formatHex(of(text));
    }
}
