package io.gangway.auth;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.Md5Crypt;
import org.apache.commons.codec.digest.Sha2Crypt;
import org.apache.commons.codec.digest.UnixCrypt;

/**
 * Verifies the password hashes of {@code auth_basic_user_file}. Strings have one char per byte. Slow by design: do not
 * call it on a loop.
 */
final class PasswordHash {
    private static final String PLAIN = "{PLAIN}";
    private static final String SHA = "{SHA}";
    private static final String SSHA = "{SSHA}";
    private static final int SHA_LENGTH = 20;

    private static final BCrypt.Verifyer BCRYPT =
            BCrypt.verifyer(null, LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2A));

    private PasswordHash() {}

    /** Whether the hash is one of the password; false for an unknown kind of hash. */
    static boolean matches(String hash, String password) {
        byte[] key = bytes(password);
        if (hash.startsWith("$2")) {
            return BCRYPT.verify(key, bytes(hash)).verified;
        }
        try {
            return MessageDigest.isEqual(bytes(hash), bytes(rehash(hash, key)));
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /** Hashes a password with the method and the salt of another hash. The libraries may wipe the key. */
    private static String rehash(String hash, byte[] key) {
        if (hash.startsWith(PLAIN)) {
            return PLAIN + new String(key, StandardCharsets.ISO_8859_1);
        }
        if (hash.startsWith(SHA)) {
            return SHA + Base64.getEncoder().encodeToString(DigestUtils.sha1(key));
        }
        if (hash.startsWith(SSHA)) {
            return salted(hash.substring(SSHA.length()), key);
        }
        if (hash.startsWith("$apr1$")) {
            return Md5Crypt.apr1Crypt(key, hash);
        }
        if (hash.startsWith("$1$")) {
            return Md5Crypt.md5Crypt(key, hash);
        }
        if (hash.startsWith("$5$")) {
            return Sha2Crypt.sha256Crypt(key, hash);
        }
        if (hash.startsWith("$6$")) {
            return Sha2Crypt.sha512Crypt(key, hash);
        }
        return UnixCrypt.crypt(key, hash);
    }

    private static String salted(String base64, byte[] key) {
        byte[] stored = Base64.getDecoder().decode(base64);
        if (stored.length < SHA_LENGTH) {
            throw new IllegalArgumentException("too short");
        }
        byte[] salt = Arrays.copyOfRange(stored, SHA_LENGTH, stored.length);
        byte[] digest = DigestUtils.sha1(joined(key, salt));
        return SSHA + Base64.getEncoder().encodeToString(joined(digest, salt));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
