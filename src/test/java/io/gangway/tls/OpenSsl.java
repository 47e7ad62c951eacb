package io.gangway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Makes keys and certificates with the openssl command; tests are skipped where it is missing. */
public final class OpenSsl {
    private final Path directory;

    public OpenSsl(Path directory) {
        this.directory = directory;
        try {
            run("version");
        } catch (IOException e) {
            Assumptions.abort("the openssl command is missing: certificates cannot be made");
        }
    }

    public String path(String name) {
        return directory.resolve(name).toString();
    }

    public void run(String... args) throws IOException {
        assertThat(run(Path.of("/dev/null"), args))
                .as("%s: %s", List.of(args), said())
                .isZero();
    }

    /** What a command says that reads a file of the folder, however it ends. */
    String ask(String input, String... args) throws IOException {
        run(directory.resolve(input), args);
        return said();
    }

    private String said() throws IOException {
        return Files.readString(directory.resolve("openssl.log"), StandardCharsets.ISO_8859_1);
    }

    private int run(Path input, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("openssl.log").toFile())
                .redirectInput(input.toFile())
                .start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** A private key, {@code NAME.key}: rsa, ec, ed25519 or rsa-pss. */
    void key(String name, String kind) throws IOException {
        switch (kind) {
            case "rsa" ->
                run("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", name + ".key");
            case "ec" ->
                run("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", name + ".key");
            default -> run("genpkey", "-algorithm", kind, "-out", name + ".key");
        }
    }

    /** A self-signed certificate, {@code NAME.crt}, that may sign others. */
    public void root(String name, String kind) throws IOException {
        key(name, kind);
        run("req", "-x509", "-key", name + ".key", "-out", name + ".crt", "-days", "30", "-subj", "/CN=" + name);
    }

    /** A certificate signed by {@code issuer}, with lines of extensions such as {@code subjectAltName=DNS:a}. */
    public void signed(String name, String kind, String issuer, String... extensions) throws IOException {
        key(name, kind);
        run("req", "-new", "-key", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + name);
        Files.writeString(directory.resolve(name + ".ext"), String.join("\n", extensions) + "\n");
        run(
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-CA",
                issuer + ".crt",
                "-CAkey",
                issuer + ".key",
                "-CAcreateserial",
                "-out",
                name + ".crt",
                "-days",
                "30",
                "-extfile",
                name + ".ext");
    }

    /** A certificate that was valid in the year 2019 only. */
    void expired(String name, String kind, String issuer) throws IOException {
        key(name, kind);
        run("req", "-new", "-key", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + name);
        Files.createDirectories(directory.resolve("ca"));
        write("ca/index", "");
        write("ca/serial", "01");
        write(
                "ca/cnf",
                "[ca]\ndefault_ca=c\n[c]\ndatabase=ca/index\nserial=ca/serial\nnew_certs_dir=ca\ndefault_md=sha256\n"
                        + "policy=p\n[p]\ncommonName=supplied\n");
        run(
                "ca",
                "-batch",
                "-config",
                "ca/cnf",
                "-in",
                name + ".csr",
                "-cert",
                issuer + ".crt",
                "-keyfile",
                issuer + ".key",
                "-out",
                name + ".crt",
                "-notext",
                "-startdate",
                "20190101000000Z",
                "-enddate",
                "20200101000000Z");
    }

    /**
     * A list of an issuer, {@code NAME.crl}.
     *
     * @param until when the next one is due, such as {@code 20200101000000Z}
     * @param revoked certificates on it
     */
    void revocationList(String name, String issuer, String until, String... revoked) throws IOException {
        Files.createDirectories(directory.resolve(name));
        write(name + "/index", "");
        write(name + "/cnf", "[ca]\ndefault_ca=c\n[c]\ndatabase=" + name + "/index\ndefault_md=sha256\n");
        String[] by = {"-config", name + "/cnf", "-cert", issuer + ".crt", "-keyfile", issuer + ".key"};
        for (String each : revoked) {
            run(joined(by, "ca", "-revoke", each + ".crt"));
        }
        run(joined(
                by,
                "ca",
                "-gencrl",
                "-crl_lastupdate",
                "20190101000000Z",
                "-crl_nextupdate",
                until,
                "-out",
                name + ".crl"));
    }

    private static String[] joined(String[] last, String... first) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(last));
        return all.toArray(String[]::new);
    }

    public void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text, StandardCharsets.ISO_8859_1);
    }

    /** Joins certificate files to a chain. */
    public void join(String name, String... parts) throws IOException {
        var text = new StringBuilder();
        for (String part : parts) {
            text.append(Files.readString(directory.resolve(part)));
        }
        write(name, text.toString());
    }

    Credential credential(String name) {
        return credential(name + ".crt", name);
    }

    Credential credential(String chain, String key) {
        return Credential.load(path(chain), path(key + ".key"), List.of());
    }
}
