package io.gangway.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/** The JDK's keytool, which makes a key with a certificate that it signs itself. */
public final class Keytool {
    /** By which the key stands in the store. */
    public static final String ALIAS = "own";

    private Keytool() {}

    /**
     * Makes both; runs a process and takes a second or two.
     *
     * @param name whose certificate it is
     * @param alternatives for which names and addresses it is, as keytool writes them: {@code dns:localhost,ip:127.0.0.1}
     * @param days how long it is valid
     * @param password of the store and of the key, at least six characters
     * @throws IOException with what keytool said, when nothing could be made
     */
    public static KeyStore make(String name, String alternatives, int days, char[] password) throws IOException {
        // https://github.com/netty/netty/pull/14198: Netty runs keytool for want of an API, too.
        // This class can go when the JDK has a public API that makes certificates.
        Path directory = Files.createTempDirectory("keytool");
        Path file = directory.resolve("store.p12");
        try {
            run(
                    "-genkeypair",
                    "-alias",
                    ALIAS,
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + name,
                    "-ext",
                    "san=" + alternatives,
                    "-validity",
                    Integer.toString(days),
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    new String(password));
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, password);
            }
            return store;
        } catch (GeneralSecurityException e) {
            throw failed(e.getMessage());
        } finally {
            Files.deleteIfExists(file);
            Files.delete(directory);
        }
    }

    private static void run(String... words) throws IOException {
        String[] command = new String[words.length + 1];
        command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        System.arraycopy(words, 0, command, 1, words.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw failed(said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static IOException failed(String why) {
        return new IOException("cannot create a certificate: " + why);
    }
}
