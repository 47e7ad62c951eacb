package io.gangway.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/** Creates a key with a self-signed certificate by the JDK's keytool. */
public final class Keytool {
    /** The alias of the key in the store. */
    public static final String ALIAS = "own";

    private Keytool() {}

    /**
     * Creates a key and its certificate; runs a process and takes one or two seconds.
     *
     * @param name common name of the certificate
     * @param alternatives its alternative names as keytool writes them: {@code dns:localhost,ip:127.0.0.1}
     * @param days validity
     * @param password of the store and of the key, at least six characters
     * @throws IOException with keytool's output when it failed
     */
    public static KeyStore make(String name, String alternatives, int days, char[] password) throws IOException {
        // https://github.com/netty/netty/pull/14198: Netty runs keytool for the lack of an API, too.
        // This class can be removed when the JDK has a public API that creates certificates.
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
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw failed(output.strip());
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
