package io.gangway.dev;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate for this machine that signs itself: made once by the JDK's keytool, kept in the user's cache folder. A browser
 * asks once whether to trust it.
 *
 * @param certificate path of the PEM file
 * @param key path of the PEM file, readable by its owner alone
 */
record LocalCertificate(String certificate, String key) {
    private static final char[] PASSWORD = "gangway".toCharArray();
    private static final String ALIAS = "localhost";

    /** That of the folder, made if it is not there. */
    static LocalCertificate in(Path folder) throws IOException {
        Path certificate = folder.resolve("localhost.crt");
        Path key = folder.resolve("localhost.key");
        if (!Files.exists(certificate) || !Files.exists(key)) {
            Files.createDirectories(folder);
            make(folder.resolve("localhost.p12"), certificate, key);
        }
        return new LocalCertificate(certificate.toString(), key.toString());
    }

    /** The folder for what can be made again: {@code XDG_CACHE_HOME}, or {@code .cache} at home. */
    static Path cache() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path folder =
                cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return folder.resolve("gangway");
    }

    private static void make(Path store, Path certificate, Path key) throws IOException {
        try {
            Files.deleteIfExists(store);
            keytool(store);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            Files.createDirectories(key.getParent());
            Files.deleteIfExists(key);
            Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    key, pem("PRIVATE KEY", keys.getKey(ALIAS, PASSWORD).getEncoded()));
            Files.writeString(
                    certificate, pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificate could be made: " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(store);
        }
    }

    private static void keytool(Path store) throws IOException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "825",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("no certificate could be made: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String pem(String label, byte[] der) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }
}
