package io.gangway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.Gangway;
import io.gangway.conf.ConfException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors of a configuration have the messages of nginx 1.30, and nothing is started. */
class TlsErrorsTest {
    private static final String PAIR = "ssl_certificate rsa.crt; ssl_certificate_key rsa.key;";

    @TempDir
    static Path directory;

    @BeforeAll
    static void make_certificates() throws IOException {
        CertificateFiles certificates = new CertificateFiles(directory);
        certificates.root("rsa", "rsa");
        certificates.root("ec", "ec");
        certificates.key("ec2", "ec");
        certificates.locked("locked", "rsa", "secret");
        certificates.write("passwords", "wrong\nsecret\n");
    }

    private static Gangway read(String http) throws IOException {
        Path conf = directory.resolve("n.conf");
        Files.writeString(conf, "events {}\nhttp {\n" + http.replace("PAIR", PAIR) + "\n}\n");
        return Gangway.read(conf);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        server { listen 0 ssl; }                                                        | no "ssl_certificate" is defined for the "listen ... ssl" directive in DIR/n.conf:3
        server { listen 81 ssl; PAIR } server { listen 82 ssl; }                        | no "ssl_certificate" is defined for the "listen ... ssl" directive in DIR/n.conf:3
        server { listen 81; } server { listen 81 ssl; PAIR }                            | no "ssl_certificate" is defined for the "listen ... ssl" directive in DIR/n.conf:3
        server { listen 81 ssl; ssl_reject_handshake on; } server { listen 81 ssl; }    | no "ssl_certificate" is defined for the "listen ... ssl" directive in DIR/n.conf:3
        server { listen 0 ssl; ssl_certificate rsa.crt; }                               | no "ssl_certificate_key" is defined for certificate "rsa.crt"
        server { listen 0 ssl; PAIR ssl_certificate ec.crt; }                           | no "ssl_certificate_key" is defined for certificate "ec.crt"
        server { listen 0; ssl_certificate no.crt; ssl_certificate_key rsa.key; }       | cannot load certificate "DIR/no.crt": BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory:calling fopen(DIR/no.crt, r) error:10000080:BIO routines::no such file)
        server { listen 0; ssl_certificate rsa.crt; ssl_certificate_key no.key; }       | cannot load certificate key "DIR/no.key": BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory:calling fopen(DIR/no.key, r) error:10000080:BIO routines::no such file)
        server { listen 0; ssl_certificate n.conf; ssl_certificate_key rsa.key; }       | cannot load certificate "DIR/n.conf": PEM_read_bio_X509_AUX() failed (SSL: error:0480006C:PEM routines::no start line:Expecting: TRUSTED CERTIFICATE)
        server { listen 0; ssl_certificate rsa.crt; ssl_certificate_key n.conf; }       | cannot load certificate key "DIR/n.conf": PEM_read_bio_PrivateKey() failed (SSL: error:1E08010C:DECODER routines::unsupported:No supported data to decode. Input type: PEM)
        server { listen 0; ssl_certificate ec.crt; ssl_certificate_key ec2.key; }       | SSL_CTX_use_PrivateKey("DIR/ec2.key") failed (SSL: error:05800074:x509 certificate routines::key values mismatch)
        server { listen 0; PAIR ssl_protocols TLSv1.2 foo; }                            | invalid value "foo" in DIR/n.conf:3
        server { listen 0; PAIR ssl_protocols TLSv2; }                                  | invalid value "TLSv2" in DIR/n.conf:3
        server { listen 0; PAIR ssl_ciphers foo; }                                      | SSL_CTX_set_cipher_list("foo") failed (SSL: error:0A0000B9:SSL routines::no cipher match)
        server { listen 0; PAIR ssl_verify_client on; }                                 | no ssl_client_certificate or ssl_trusted_certificate for ssl_verify_client
        server { listen 0; PAIR ssl_verify_client maybe; }                              | invalid value "maybe" in DIR/n.conf:3
        server { listen 0; PAIR ssl_verify_client on; ssl_client_certificate no.crt; }  | cannot load certificate "DIR/no.crt": BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory:calling fopen(DIR/no.crt, r) error:10000080:BIO routines::no such file)
        server { listen 0; PAIR ssl_trusted_certificate no.crt; }                       | cannot load certificate "DIR/no.crt": BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory:calling fopen(DIR/no.crt, r) error:10000080:BIO routines::no such file)
        server { listen 0; PAIR ssl_verify_client optional_no_ca; ssl_ocsp on; }        | "ssl_ocsp" is incompatible with "ssl_verify_client optional_no_ca"
        server { listen 0; PAIR ssl_ocsp on; ssl_ocsp_responder https://a/; }           | invalid URL prefix in OCSP responder "https://a/" in "ssl_ocsp_responder"
        server { listen 0; PAIR ssl_ocsp on; ssl_ocsp_responder a; }                    | invalid URL prefix in OCSP responder "a" in "ssl_ocsp_responder"
        server { listen 0; PAIR ssl_ocsp on; ssl_ocsp_responder http://; }              | invalid URL prefix in OCSP responder "http://" in "ssl_ocsp_responder"
        server { listen 0; PAIR ssl_ocsp on; ssl_ocsp_responder http:///a; }            | no host in OCSP responder "/a" in "ssl_ocsp_responder"
        server { listen 0; PAIR ssl_ocsp on; ssl_ocsp_responder http://127.0.0.1:x/; }  | invalid port in OCSP responder "127.0.0.1:x/" in "ssl_ocsp_responder"
        server { listen 0; PAIR ssl_verify_depth x; }                                   | "ssl_verify_depth" directive invalid number in DIR/n.conf:3
        server { listen 0; PAIR ssl_password_file no.pw; }                              | open() "DIR/no.pw" failed (2: No such file or directory) in DIR/n.conf:3
        server { listen 0; PAIR ssl_session_cache shared:a:1k; }                        | session cache "shared:a:1k" is too small in DIR/n.conf:3
        server { listen 0; PAIR ssl_session_cache foo; }                                | invalid session cache "foo" in DIR/n.conf:3
        server { listen 0; PAIR ssl_session_cache shared:a; }                           | invalid session cache "shared:a" in DIR/n.conf:3
        server { listen 0; PAIR ssl_session_cache builtin:x; }                          | invalid session cache "builtin:x" in DIR/n.conf:3
        server { listen 0; PAIR ssl_session_timeout 1x; }                               | "ssl_session_timeout" directive invalid value in DIR/n.conf:3
        server { listen 0; PAIR ssl_prefer_server_ciphers yes; }                        | invalid value "yes" in "ssl_prefer_server_ciphers" directive, it must be "on" or "off" in DIR/n.conf:3
        server { listen 0; PAIR ssl on; }                                               | unknown directive "ssl" in DIR/n.conf:3
        server { listen 0; PAIR location / { ssl_protocols TLSv1.2; } }                 | "ssl_protocols" directive is not allowed here in DIR/n.conf:3
        server { listen 0; PAIR ssl_ciphers HIGH; ssl_ciphers HIGH; }                   | "ssl_ciphers" directive is duplicate in DIR/n.conf:3
        server { listen 0; PAIR ssl_verify_client on; ssl_client_certificate ec.crt; ssl_crl no.crl; } | cannot load CRL "DIR/no.crl": BIO_new_file() failed (SSL: error:80000002:system library::No such file or directory:calling fopen(DIR/no.crl, r) error:10000080:BIO routines::no such file)
        """)
    void an_error_has_the_message_of_nginx(String http, String expected) {
        assertThatThrownBy(() -> read(http))
                .isInstanceOf(ConfException.class)
                .hasMessage(expected.replace("DIR", directory.toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        server { listen 0 ssl; PAIR ssl_stapling on; ssl_stapling_verify on; } | "ssl_stapling" ignored, not supported by Gangway in DIR/n.conf:3
        server { listen 0 ssl; PAIR ssl_early_data on; }                       | "ssl_early_data" ignored, not supported by the JVM in DIR/n.conf:3
        server { listen 0 ssl; PAIR ssl_protocols TLSv1.2 tlsv1.2; }           | duplicate value "tlsv1.2" in DIR/n.conf:3
        """)
    void an_unsupported_setting_is_a_warning(String http, String expected) throws IOException {
        try (Gangway gangway = read(http)) {
            assertThat(gangway.warnings()).containsExactly(expected.replace("DIR", directory.toString()));
        }
    }

    @Test
    void settings_of_the_jvm_are_listed_as_without_effect() throws IOException {
        try (Gangway gangway = read("server { listen 0 ssl; PAIR ssl_session_ticket_key t.key;"
                + " ssl_dhparam dh.pem; ssl_ecdh_curve X25519:prime256v1; ssl_buffer_size 4k; }")) {
            assertThat(gangway.noEffect())
                    .containsExactly("ssl_session_ticket_key", "ssl_dhparam", "ssl_ecdh_curve", "ssl_buffer_size");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        server { listen 81 ssl; PAIR } server { listen 81 ssl; server_name b; }
        PAIR server { listen 81 ssl; }
        ssl_certificate no.crt; ssl_certificate_key no.key;
        server { listen 81 ssl; ssl_reject_handshake on; } server { listen 81 ssl; server_name b; PAIR }
        server { listen 0 ssl; PAIR ssl_certificate ec.crt; ssl_certificate_key ec.key; ssl_session_cache shared:SSL:10m; }
        server { listen 0 ssl; PAIR ssl_session_cache builtin:1000 shared:SSL:1m; ssl_session_timeout 1d; }
        server { listen 0 ssl; ssl_certificate rsa.crt; ssl_certificate_key locked.key; ssl_password_file passwords; }
        server { listen 0 ssl; PAIR ssl_verify_client optional_no_ca; }
        server { listen 0 ssl; PAIR ssl_verify_client on; ssl_trusted_certificate ec.crt; }
        """)
    void a_valid_configuration_is_accepted(String http) throws IOException {
        try (Gangway gangway = read(http)) {
            assertThat(gangway.warnings()).isEmpty();
        }
    }
}
