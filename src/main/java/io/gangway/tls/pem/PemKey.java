package io.gangway.tls.pem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** Decodes private keys from PEM blocks: PKCS#8, PKCS#1 and SEC1, plain or encrypted. */
final class PemKey {
    private PemKey() {}

    /** The first key among the blocks, or null without one. */
    static PrivateKey read(List<PemBlock> blocks, List<String> passwords) throws GeneralSecurityException {
        byte[] curve = null;
        for (PemBlock block : blocks) {
            switch (block.label()) {
                case "EC PARAMETERS" -> curve = block.data();
                case "PRIVATE KEY" -> {
                    return plain("PRIVATE KEY", block.data(), null);
                }
                case "ENCRYPTED PRIVATE KEY" -> {
                    return tryAll(passwords, password -> plain("PRIVATE KEY", decrypt(block.data(), password), null));
                }
                case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {
                    if (block.dekInfo() == null) {
                        return plain(block.label(), block.data(), curve);
                    }
                    byte[] parameters = curve;
                    return tryAll(
                            passwords,
                            password -> plain(block.label(), decryptTraditional(block, password), parameters));
                }
                default -> {}
            }
        }
        return null;
    }

    private static PrivateKey plain(String label, byte[] der, byte[] curve) throws GeneralSecurityException {
        byte[] pkcs8 = switch (label) {
            case "RSA PRIVATE KEY" -> Der.pkcs8FromRsa(der);
            case "EC PRIVATE KEY" -> Der.pkcs8FromEc(der, curve);
            default -> der;
        };
        return KeyFactory.getInstance(Der.keyAlgorithm(pkcs8)).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    private interface Attempt {
        PrivateKey with(String password) throws GeneralSecurityException;
    }

    private static PrivateKey tryAll(List<String> passwords, Attempt attempt) throws GeneralSecurityException {
        for (String password : passwords) {
            try {
                return attempt.with(password);
            } catch (GeneralSecurityException e) {
                // A wrong password shows as bad padding or as a malformed key; try the next one.
                continue;
            }
        }
        throw new InvalidKeyException(
                passwords.isEmpty()
                        ? "error:0480006D:PEM routines::problems getting password error:04800068:PEM routines::bad password read"
                        : "error:1C800064:Provider routines::bad decrypt error:04800065:PEM routines::bad decrypt");
    }

    private static byte[] decrypt(byte[] der, String password) throws GeneralSecurityException {
        try {
            var info = new EncryptedPrivateKeyInfo(der);
            AlgorithmParameters parameters = info.getAlgParameters();
            // With PBES2 the JDK gives the name of the scheme only in the text of its parameters.
            // https://bugs.openjdk.org/browse/JDK-8286428: fixed after JDK 17: getAlgName() gives the scheme.
            // getAlgName() is enough when that fix is in the oldest supported JDK.
            String scheme =
                    info.getAlgName().equals("PBES2") || info.getAlgName().equals("1.2.840.113549.1.5.13")
                            ? parameters.toString()
                            : info.getAlgName();
            var key = SecretKeyFactory.getInstance(scheme).generateSecret(new PBEKeySpec(password.toCharArray()));
            Cipher cipher = Cipher.getInstance(scheme);
            cipher.init(Cipher.DECRYPT_MODE, key, parameters);
            return info.getKeySpec(cipher).getEncoded();
        } catch (IOException e) {
            throw new InvalidKeyException(e);
        }
    }

    /** OpenSSL's own scheme: the key is derived from password and salt by one round of MD5 (EVP_BytesToKey). */
    private static byte[] decryptTraditional(PemBlock block, String password) throws GeneralSecurityException {
        String[] info = block.dekInfo().split(",");
        byte[] iv = info.length == 2 ? HexFormat.of().parseHex(info[1].strip()) : new byte[0];
        int length = switch (info[0]) {
            case "AES-128-CBC" -> 16;
            case "AES-192-CBC", "DES-EDE3-CBC" -> 24;
            case "AES-256-CBC" -> 32;
            default -> throw new InvalidKeyException("unsupported encryption");
        };
        if (iv.length < 8) {
            throw new InvalidKeyException("bad iv chars");
        }
        String algorithm = info[0].startsWith("AES") ? "AES" : "DESede";
        Cipher cipher = Cipher.getInstance(algorithm + "/CBC/PKCS5Padding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(derive(password, Arrays.copyOf(iv, 8), length), algorithm),
                new IvParameterSpec(iv));
        return cipher.doFinal(block.data());
    }

    private static byte[] derive(String password, byte[] salt, int length) throws GeneralSecurityException {
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        byte[] key = new byte[0];
        byte[] digest = new byte[0];
        while (key.length < length) {
            md5.update(digest);
            md5.update(password.getBytes(StandardCharsets.ISO_8859_1));
            digest = md5.digest(salt);
            int have = key.length;
            key = Arrays.copyOf(key, have + digest.length);
            System.arraycopy(digest, 0, key, have, digest.length);
        }
        return Arrays.copyOf(key, length);
    }
}
