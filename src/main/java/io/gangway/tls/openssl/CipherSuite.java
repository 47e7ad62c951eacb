package io.gangway.tls.openssl;

import java.util.Map;

/**
 * A cipher suite of the JVM with its properties in OpenSSL's terms.
 *
 * @param jsse the IANA name, as JSSE uses it
 * @param name the OpenSSL name, as in {@code $ssl_cipher}
 * @param exchange ECDHE, DHE, RSA, ECDH, or "any" with TLS 1.3
 * @param auth RSA, ECDSA, DSS, None, or "any" with TLS 1.3
 * @param cipher such as AES_128_GCM
 * @param hash of the MAC, or AEAD
 */
record CipherSuite(String jsse, String name, String exchange, String auth, String cipher, String hash) {
    /** Parses an IANA name; null for a suite without an OpenSSL name here. */
    static CipherSuite of(String jsse) {
        int with = jsse.indexOf("_WITH_");
        int hashAt = jsse.lastIndexOf('_');
        if (with < 0) {
            boolean suite = jsse.startsWith("TLS_AES_") || jsse.startsWith("TLS_CHACHA20_");
            return suite ? new CipherSuite(jsse, jsse, "any", "any", jsse.substring(4, hashAt), "AEAD") : null;
        }
        String[] key = jsse.substring(jsse.indexOf('_') + 1, with).split("_");
        String cipher = jsse.substring(with + 6, hashAt);
        String hash = jsse.substring(hashAt + 1);
        String auth = key[key.length - 1].equals("anon") ? "None" : key[key.length - 1];
        boolean aead = cipher.endsWith("_GCM") || cipher.contains("POLY1305");
        String name = prefix(key[0], auth) + suffix(cipher, hash);
        return new CipherSuite(jsse, name, key[0], auth, cipher, aead ? "AEAD" : hash);
    }

    private static String prefix(String exchange, String auth) {
        if (auth.equals("None")) {
            return exchange.equals("DH") ? "ADH-" : "AECDH-";
        }
        return exchange.equals("RSA") ? "" : exchange + "-" + auth + "-";
    }

    private static String suffix(String cipher, String hash) {
        String bulk = Map.of(
                        "3DES_EDE_CBC", "DES-CBC3",
                        "CHACHA20_POLY1305", "CHACHA20-POLY1305",
                        "NULL", "NULL",
                        "RC4_128", "RC4")
                .getOrDefault(
                        cipher,
                        cipher.replace("AES_", "AES").replace("_CBC", "").replace('_', '-'));
        return cipher.equals("CHACHA20_POLY1305") ? bulk : bulk + "-" + hash;
    }

    boolean isTls13() {
        return exchange.equals("any");
    }

    int bits() {
        return cipher.contains("256") || cipher.startsWith("CHACHA20") ? 256 : cipher.equals("NULL") ? 0 : 128;
    }

    /** The position in OpenSSL's own order: forward secrecy first, then AEAD, then the longer key and hash. */
    int rank() {
        int bulk = cipher.startsWith("AES_256_GCM")
                ? 0
                : cipher.startsWith("CHACHA20")
                        ? 1
                        : cipher.startsWith("AES_128_GCM") ? 2 : (hash.equals("SHA") ? 5 : 3) + (bits() == 256 ? 0 : 1);
        int key = auth.equals("ECDSA") ? 0 : exchange.equals("ECDHE") ? 1 : auth.equals("DSS") ? 2 : 3;
        return (isTls13() ? 0 : exchange.equals("RSA") ? 2000 : 1000) + bulk * 10 + key;
    }

    /** Whether a single word of a cipher list, such as {@code AESGCM}, matches this suite; false for unknown words. */
    boolean is(String word) {
        boolean secret = exchange.equals("ECDHE") || exchange.equals("DHE");
        return switch (word) {
            case "ALL", "COMPLEMENTOFALL", "DEFAULT" -> word.equals("COMPLEMENTOFALL") == cipher.equals("NULL");
            case "HIGH", "FIPS" -> cipher.startsWith("AES") || cipher.startsWith("CHACHA20") && word.equals("HIGH");
            case "MEDIUM" -> cipher.startsWith("RC4") || cipher.startsWith("3DES");
            case "eNULL", "NULL" -> cipher.equals("NULL");
            case "aNULL" -> auth.equals("None");
            case "kRSA", "RSA" -> exchange.equals("RSA");
            case "aRSA" -> auth.equals("RSA");
            case "aECDSA", "ECDSA" -> auth.equals("ECDSA");
            case "aDSS", "DSS" -> auth.equals("DSS");
            case "kEECDH", "kECDHE", "ECDH" -> exchange.startsWith("ECDH");
            case "EECDH", "ECDHE" -> secret && exchange.equals("ECDHE");
            case "kEDH", "kDHE", "DH" -> exchange.startsWith("DH");
            case "EDH", "DHE" -> secret && exchange.equals("DHE");
            case "ADH" -> auth.equals("None") && exchange.equals("DH");
            case "AECDH" -> auth.equals("None") && exchange.equals("ECDH");
            case "AES" -> cipher.startsWith("AES");
            case "AES128", "AES256" -> cipher.startsWith("AES_" + word.substring(3));
            case "AESGCM" -> cipher.endsWith("_GCM");
            case "CHACHA20" -> cipher.startsWith("CHACHA20");
            case "3DES" -> cipher.startsWith("3DES");
            case "RC4" -> cipher.startsWith("RC4");
            case "MD5", "SHA256", "SHA384" -> hash.equals(word);
            case "SHA", "SHA1" -> hash.equals("SHA");
            case "TLSv1.2" -> !hash.equals("SHA") && !hash.equals("MD5");
            case "TLSv1", "TLSv1.0" -> hash.equals("SHA") && exchange.equals("ECDHE");
            case "SSLv3" -> hash.equals("SHA") && !exchange.equals("ECDHE");
            default -> word.equals(name) || word.equals(jsse);
        };
    }
}
