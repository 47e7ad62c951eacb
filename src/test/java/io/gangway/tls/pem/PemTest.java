package io.gangway.tls.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.tls.CertificateFiles;
import io.gangway.tls.ClientCertificate;
import io.gangway.tls.Credential;
import io.gangway.tls.OpenSsl;
import io.gangway.tls.openssl.TlsException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
    /** Two keys as written by OpenSSL 3.0, in each form of {@link #makeForms}. */
    private static final Path RECORDED = Path.of("src/test/resources/tls");

    private static final List<String> ENCRYPTED =
            List.of("rsa-pkcs8", "rsa-aes128", "rsa-aes192", "rsa-aes256", "rsa-des3", "ec-pkcs8", "ec-sec1");

    @TempDir
    static Path directory;

    static CertificateFiles certificates;

    @BeforeAll
    static void make_files() throws IOException {
        certificates = new CertificateFiles(directory);
        certificates.root("rsa", "rsa");
        certificates.root("rsa2", "rsa");
        certificates.root("ec", "ec");
        certificates.root("ed", "ed25519");
    }

    private static void makeForms(OpenSsl openssl) throws IOException {
        openssl.run("rsa", "-in", "rsa.key", "-traditional", "-out", "rsa-pkcs1.key");
        openssl.run("ec", "-in", "ec.key", "-out", "ec-sec1.key");
        openssl.run("ecparam", "-name", "prime256v1", "-genkey", "-out", "ec-parameters.key");
        openssl.run("pkcs8", "-topk8", "-in", "rsa.key", "-out", "rsa-pkcs8.enc", "-passout", "pass:secret");
        openssl.run("pkcs8", "-topk8", "-in", "ec.key", "-out", "ec-pkcs8.enc", "-passout", "pass:secret");
        for (String cipher : List.of("aes128", "aes192", "aes256", "des3")) {
            openssl.run(
                    "rsa",
                    "-in",
                    "rsa.key",
                    "-traditional",
                    "-" + cipher,
                    "-out",
                    "rsa-" + cipher + ".enc",
                    "-passout",
                    "pass:secret");
        }
        openssl.run("ec", "-in", "ec.key", "-aes256", "-out", "ec-sec1.enc", "-passout", "pass:secret");
    }

    private static Credential load(String certificate, String key, String... passwords) {
        return load(directory, certificate, key, passwords);
    }

    private static Credential load(Path of, String certificate, String key, String... passwords) {
        return Credential.load(
                new LoadedPem(),
                of.resolve(certificate).toString(),
                of.resolve(key).toString(),
                List.of(passwords));
    }

    @Test
    void a_certificate_is_written_as_by_openssl() throws IOException {
        String written = Files.readString(RECORDED.resolve("ec.crt"));
        assertThat(ClientCertificate.pem(
                        load(RECORDED, "ec.crt", "ec.key").chain().get(0)))
                .isEqualTo(written)
                .endsWith("-----\n");
    }

    /** The secret number of a key, because Java does not consider two encodings of a key equal. */
    private static BigInteger secret(Credential credential) {
        return credential.key() instanceof ECPrivateKey ec
                ? ec.getS()
                : ((RSAPrivateKey) credential.key()).getPrivateExponent();
    }

    @Test
    void every_form_of_a_plain_key_is_read() throws IOException {
        assertPlainForms(RECORDED);
        assertThat(load("ed.crt", "ed.key").key().getAlgorithm()).isEqualTo("EdDSA");
    }

    private static void assertPlainForms(Path of) throws IOException {
        assertThat(load(of, "rsa.crt", "rsa.key").key().getAlgorithm()).isEqualTo("RSA");
        assertThat(load(of, "rsa.crt", "rsa-pkcs1.key").key())
                .isEqualTo(load(of, "rsa.crt", "rsa.key").key());
        assertThat(load(of, "ec.crt", "ec.key").key().getAlgorithm()).isEqualTo("EC");
        assertThat(secret(load(of, "ec.crt", "ec-sec1.key"))).isEqualTo(secret(load(of, "ec.crt", "ec.key")));
        Path parameters = of.resolve("ec-parameters.key");
        assertThat(Files.readString(parameters)).startsWith("-----BEGIN EC PARAMETERS");
        assertThat(Pem.privateKey(parameters.toString(), List.of()).getAlgorithm())
                .isEqualTo("EC");
    }

    @ParameterizedTest
    @FieldSource("ENCRYPTED")
    void an_encrypted_key_is_read_with_one_of_the_passwords(String name) {
        assertOpens(RECORDED, name);
    }

    private static void assertOpens(Path of, String name) {
        String owner = name.substring(0, name.indexOf('-'));
        Credential plain = load(of, owner + ".crt", owner + ".key");
        assertThat(secret(load(of, owner + ".crt", name + ".enc", "wrong", "secret")))
                .isEqualTo(secret(plain));
        assertThatThrownBy(() -> load(of, owner + ".crt", name + ".enc", "wrong"))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("PEM_read_bio_PrivateKey() failed (SSL: error:1C800064:")
                .hasMessageContaining("bad decrypt)");
        assertThatThrownBy(() -> load(of, owner + ".crt", name + ".enc"))
                .isInstanceOf(TlsException.class)
                .hasMessageEndingWith("error:04800068:PEM routines::bad password read)");
    }

    @Test
    void keys_of_the_installed_openssl_are_read() throws IOException {
        makeForms(OpenSsl.assume(directory));
        assertPlainForms(directory);
        ENCRYPTED.forEach(name -> assertOpens(directory, name));
    }

    @Test
    void a_chain_is_read_in_order_without_other_text() throws IOException {
        certificates.join("chain.pem", "ec.crt", "rsa.key", "rsa.crt");
        certificates.write(
                "noise.pem",
                "subject=x\r\n"
                        + Files.readString(directory.resolve("chain.pem")).replace("\n", "\r\n"));
        for (String file : List.of("chain.pem", "noise.pem")) {
            assertThat(Pem.certificates(certificates.path(file)))
                    .extracting(
                            certificate -> certificate.getSubjectX500Principal().getName())
                    .containsExactly("CN=ec", "CN=rsa");
        }
        assertThat(Pem.privateKey(certificates.path("chain.pem"), List.of()).getAlgorithm())
                .isEqualTo("RSA");
    }

    @Test
    void a_key_may_be_part_of_the_configuration() throws IOException {
        String text = "data:" + Files.readString(directory.resolve("ec.key"));
        assertThat(Pem.privateKey(text, List.of()).getAlgorithm()).isEqualTo("EC");
    }

    @Test
    void a_missing_file_has_the_message_of_nginx() {
        String path = certificates.path("nope.pem");
        String reason =
                "BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory:calling fopen("
                        + path + ", r) error:10000080:BIO routines::no such file)";
        assertThatThrownBy(() -> Pem.certificates(path))
                .hasMessage("cannot load certificate \"" + path + "\": " + reason);
        assertThatThrownBy(() -> Pem.privateKey(path, List.of()))
                .hasMessage("cannot load certificate key \"" + path + "\": " + reason);
        assertThatThrownBy(() -> Pem.passwords(path))
                .hasMessage("open() \"" + path + "\" failed (2: No such file or directory)");
    }

    @Test
    void a_file_without_certificate_or_key_has_the_message_of_nginx() throws IOException {
        certificates.write("bad.pem", "hello\n");
        String path = certificates.path("bad.pem");
        assertThatThrownBy(() -> Pem.certificates(path))
                .hasMessage("cannot load certificate \"" + path + "\": PEM_read_bio_X509_AUX() failed "
                        + "(SSL: error:0480006C:PEM routines::no start line:Expecting: TRUSTED CERTIFICATE)");
        assertThatThrownBy(() -> Pem.privateKey(path, List.of()))
                .hasMessage(
                        "cannot load certificate key \"" + path + "\": PEM_read_bio_PrivateKey() failed "
                                + "(SSL: error:1E08010C:DECODER routines::unsupported:No supported data to decode. Input type: PEM)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AAAA", "", "MIIB", "****", "MIGHAgEA"})
    void a_damaged_block_is_an_error(String body) throws IOException {
        certificates.write("damaged.key", "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
        certificates.write("damaged.crt", "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
        assertThatThrownBy(() -> Pem.privateKey(certificates.path("damaged.key"), List.of()))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("PEM_read_bio_PrivateKey() failed (SSL: error:");
        assertThatThrownBy(() -> Pem.certificates(certificates.path("damaged.crt")))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("PEM_read_bio_X509_AUX() failed (SSL: error:");
    }

    @Test
    void a_block_without_end_is_an_error() throws IOException {
        certificates.write("cut.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n");
        assertThatThrownBy(() -> Pem.certificates(certificates.path("cut.pem")))
                .hasMessageEndingWith(
                        "PEM_read_bio_X509_AUX() failed (SSL: error:04800066:PEM routines::bad end line)");
    }

    @Test
    void a_key_of_another_certificate_is_refused() {
        for (String key : List.of("rsa2.key", "ec.key")) {
            assertThatThrownBy(() -> load("rsa.crt", key))
                    .hasMessage("SSL_CTX_use_PrivateKey(\"" + certificates.path(key)
                            + "\") failed (SSL: error:05800074:x509 certificate routines::key values mismatch)");
        }
        assertThatThrownBy(() -> load(RECORDED, "ec.crt", "ec-parameters.key"))
                .hasMessageContaining("key values mismatch");
    }
}
