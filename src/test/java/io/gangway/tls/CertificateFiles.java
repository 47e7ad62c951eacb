package io.gangway.tls;

import static io.gangway.tls.DerElement.BITS;
import static io.gangway.tls.DerElement.OCTETS;
import static io.gangway.tls.DerElement.SEQUENCE;
import static io.gangway.tls.DerElement.SET;
import static io.gangway.tls.DerElement.UTF8;
import static io.gangway.tls.DerElement.der;
import static io.gangway.tls.DerElement.integer;
import static io.gangway.tls.DerElement.oid;
import static io.gangway.tls.DerElement.time;
import static io.gangway.tls.DerElement.yes;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.gangway.tls.pem.LoadedPem;
import io.gangway.tls.pem.Pem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Creates keys, certificates and revocation lists (RFC 5280) in a directory, without the openssl command. */
public final class CertificateFiles {
    private static final Map<String, byte[]> SIGNATURES = Map.of(
            "SHA256withRSA", der(SEQUENCE, oid("2a864886f70d01010b"), new byte[] {5, 0}),
            "SHA256withECDSA", der(SEQUENCE, oid("2a8648ce3d040302")),
            "EdDSA", der(SEQUENCE, oid("2b6570")));
    private static final byte[] PBES2 = oid("2a864886f70d01050d");
    private static final String LOCK = "PBEWithHmacSHA256AndAES_128";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path directory;
    private final Map<String, KeyPair> keys = new LinkedHashMap<>();
    private final Map<String, X509Certificate> certificates = new LinkedHashMap<>();

    public CertificateFiles(Path directory) {
        this.directory = directory;
    }

    public String path(String name) {
        return directory.resolve(name).toString();
    }

    /** Creates a private key, {@code NAME.key}, of kind rsa, ec or ed25519. */
    void key(String name, String kind) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.toUpperCase());
            if (!kind.equals("ed25519")) {
                generator.initialize(kind.equals("rsa") ? 2048 : 256);
            }
            KeyPair pair = generator.generateKeyPair();
            keys.put(name, pair);
            write(name + ".key", Pem.text("PRIVATE KEY", pair.getPrivate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Writes a copy of a key, {@code NAME.key}, encrypted with a password. */
    void locked(String name, String key, String password) throws IOException {
        try {
            Cipher cipher = Cipher.getInstance(LOCK);
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    SecretKeyFactory.getInstance(LOCK).generateSecret(new PBEKeySpec(password.toCharArray())));
            byte[] encrypted = cipher.doFinal(keys.get(key).getPrivate().getEncoded());
            byte[] algorithm = der(SEQUENCE, PBES2, cipher.getParameters().getEncoded());
            write(name + ".key", Pem.text("ENCRYPTED PRIVATE KEY", der(SEQUENCE, algorithm, der(OCTETS, encrypted))));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Creates a self-signed certificate, {@code NAME.crt}, that may sign others. */
    public void root(String name, String kind) throws IOException {
        root(name, name, kind);
    }

    /** The same with a different common name. */
    void root(String name, String commonName, String kind) throws IOException {
        key(name, kind);
        certificate(
                name,
                commonName(commonName),
                name,
                commonName(commonName),
                Instant.now(),
                List.of(
                        extension("subjectKeyIdentifier=hash", name, null),
                        extension("authorityKeyIdentifier=keyid", name, name),
                        extension("basicConstraints=critical,CA:TRUE", name, name)));
    }

    /**
     * Creates a certificate signed by {@code issuer}, with both key identifiers and extensions such as
     * {@code subjectAltName=DNS:a}.
     */
    public void signed(String name, String kind, String issuer, String... extensions) throws IOException {
        signed(name, kind, issuer, Instant.now(), extensions);
    }

    /** Creates a certificate that was valid for one month in 2019. */
    void expired(String name, String kind, String issuer) throws IOException {
        signed(name, kind, issuer, Instant.parse("2019-01-01T00:00:00Z"));
    }

    private void signed(String name, String kind, String issuer, Instant from, String... extensions)
            throws IOException {
        key(name, kind);
        List<String> all = new ArrayList<>(List.of(extensions));
        all.add("subjectKeyIdentifier=hash");
        if (!String.join(" ", extensions).contains("authorityKeyIdentifier=")) {
            all.add("authorityKeyIdentifier=keyid");
        }
        List<byte[]> encoded = new ArrayList<>();
        for (String extension : all) {
            encoded.add(extension(extension, name, issuer));
        }
        certificate(name, commonName(name), issuer, subject(issuer), from, encoded);
    }

    private byte[] subject(String name) {
        return certificates.get(name).getSubjectX500Principal().getEncoded();
    }

    private void certificate(
            String name, byte[] subject, String issuer, byte[] issuerName, Instant from, List<byte[]> extensions)
            throws IOException {
        byte[] open = keys.get(name).getPublic().getEncoded();
        byte[] version = der(0xa0, integer(BigInteger.TWO));
        byte[] serial = integer(new BigInteger(63, RANDOM).setBit(62));
        byte[] validity = der(SEQUENCE, time(from), time(from.plus(Duration.ofDays(30))));
        byte[] more = extensions.isEmpty() ? new byte[0] : der(0xa3, der(SEQUENCE, extensions.toArray(byte[][]::new)));
        byte[] algorithm = SIGNATURES.get(algorithm(issuer));
        byte[] text =
                sign(issuer, der(SEQUENCE, version, serial, algorithm, issuerName, validity, subject, open, more));
        write(name + ".crt", Pem.text("CERTIFICATE", text));
        try {
            certificates.put(name, (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(text)));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /**
     * Creates a revocation list of an issuer, {@code NAME.crl}.
     *
     * @param until time of the next update, such as {@code 20200101000000Z}
     * @param revoked the revoked certificates
     */
    void revocationList(String name, String issuer, String until, String... revoked) throws IOException {
        Instant from = Instant.parse("2019-01-01T00:00:00Z");
        Instant next = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .parse(until, Instant::from);
        List<byte[]> entries = new ArrayList<>();
        for (String each : revoked) {
            entries.add(der(SEQUENCE, integer(certificates.get(each).getSerialNumber()), time(from)));
        }
        byte[] list = entries.isEmpty() ? new byte[0] : der(SEQUENCE, entries.toArray(byte[][]::new));
        byte[] algorithm = SIGNATURES.get(algorithm(issuer));
        byte[] text = sign(issuer, der(SEQUENCE, algorithm, subject(issuer), time(from), time(next), list));
        write(name + ".crl", Pem.text("X509 CRL", text));
    }

    private String algorithm(String issuer) {
        return switch (keys.get(issuer).getPrivate().getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
        };
    }

    private byte[] sign(String issuer, byte[] text) throws IOException {
        try {
            Signature signature = Signature.getInstance(algorithm(issuer));
            signature.initSign(keys.get(issuer).getPrivate());
            signature.update(text);
            return der(SEQUENCE, text, SIGNATURES.get(algorithm(issuer)), der(BITS, new byte[1], signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private byte[] extension(String line, String name, String issuer) throws IOException {
        String[] parts = line.split("=", 2);
        boolean critical = parts[1].startsWith("critical,");
        String value = parts[1].replaceFirst("^critical,", "");
        return switch (parts[0]) {
            case "subjectKeyIdentifier" -> extension("551d0e", false, der(OCTETS, keyId(name)));
            case "authorityKeyIdentifier" ->
                value.equals("none")
                        ? new byte[0]
                        : extension("551d23", false, der(SEQUENCE, der(0x80, keyId(issuer))));
            case "basicConstraints" ->
                extension("551d13", critical, der(SEQUENCE, value.equals("CA:TRUE") ? yes() : new byte[0]));
            case "extendedKeyUsage" -> extension("551d25", critical, der(SEQUENCE, oid(usage(value))));
            case "authorityInfoAccess" -> extension("2b06010505070101", false, der(SEQUENCE, responder(value)));
            case "subjectAltName" -> extension("551d11", critical, der(SEQUENCE, names(value)));
            default -> throw new IllegalArgumentException("extension: " + line);
        };
    }

    private static byte[] extension(String id, boolean critical, byte[] value) {
        return der(SEQUENCE, oid(id), critical ? yes() : new byte[0], der(OCTETS, value));
    }

    /** The URL of an OCSP responder. */
    private static byte[] responder(String url) {
        return der(SEQUENCE, oid("2b06010505073001"), der(0x86, url.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String usage(String value) {
        if (!value.equals("clientAuth")) {
            throw new IllegalArgumentException("extendedKeyUsage: " + value);
        }
        return "2b06010505070302";
    }

    private static byte[][] names(String value) throws IOException {
        List<byte[]> names = new ArrayList<>();
        for (String name : value.split(",")) {
            String text = name.substring(name.indexOf(':') + 1);
            names.add(
                    name.startsWith("IP:")
                            ? der(0x87, InetAddress.getByName(text).getAddress())
                            : der(0x82, text.getBytes(StandardCharsets.US_ASCII)));
        }
        return names.toArray(byte[][]::new);
    }

    /** A digest of the public key, used in both certificates of a signature. */
    private byte[] keyId(String name) throws IOException {
        try {
            return MessageDigest.getInstance("SHA-1")
                    .digest(keys.get(name).getPublic().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static byte[] commonName(String name) {
        return der(SEQUENCE, der(SET, der(SEQUENCE, oid("550403"), der(UTF8, name.getBytes(UTF_8)))));
    }

    public void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text, StandardCharsets.ISO_8859_1);
    }

    /** Concatenates certificate files. */
    public void join(String name, String... parts) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String part : parts) {
            text.append(Files.readString(directory.resolve(part)));
        }
        write(name, text.toString());
    }

    Credential credential(String name) {
        return credential(name + ".crt", name);
    }

    Credential credential(String chain, String key) {
        return Credential.load(new LoadedPem(), path(chain), path(key + ".key"), List.of());
    }
}
