package io.gangway.dev;

import io.gangway.conf.Environment;
import io.gangway.tls.Keytool;
import io.gangway.tls.pem.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/**
 * A self-signed certificate for this machine, generated once by the JDK's keytool and kept in the user's cache
 * directory. A browser asks once whether to trust it.
 *
 * @param certificate path of the PEM file, one char per byte
 * @param key path of the PEM file, one char per byte; readable by its owner only
 */
record LocalCertificate(String certificate, String key) {
    private static final char[] PASSWORD = "gangway".toCharArray();

    /** The maximum lifetime that browsers accept. */
    private static final int DAYS = 825;

    /** The certificate in this directory, generated if necessary. */
    static LocalCertificate in(Path directory) throws IOException {
        Path certificate = directory.resolve("localhost.crt");
        Path key = directory.resolve("localhost.key");
        if (!Files.exists(certificate) || !Files.exists(key)) {
            Files.createDirectories(directory, CacheDirectory.owner("rwx------"));
            make(certificate, key);
        }
        CacheDirectory.tighten(key, "rw-------");
        return new LocalCertificate(Environment.bytes(certificate), Environment.bytes(key));
    }

    private static void make(Path certificate, Path key) throws IOException {
        KeyStore made = Keytool.make("localhost", "dns:localhost,ip:127.0.0.1", DAYS, PASSWORD);
        Files.deleteIfExists(key);
        Files.createFile(key, CacheDirectory.owner("rw-------"));
        try {
            Files.writeString(
                    key,
                    Pem.text("PRIVATE KEY", made.getKey(Keytool.ALIAS, PASSWORD).getEncoded()));
            Files.writeString(
                    certificate,
                    Pem.text("CERTIFICATE", made.getCertificate(Keytool.ALIAS).getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot create a certificate: " + e.getMessage(), e);
        }
    }
}
