package io.gangway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.tls.openssl.VerifyResult;
import io.gangway.tls.pem.Pem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verification of certificates with {@code ssl_crl}; the results are OpenSSL's. */
class RevocationTest {
    private static final String LATER = "20991231000000Z";

    @TempDir
    private static Path directory;

    private static CertificateFiles certificates;

    @BeforeAll
    static void make_certificates_and_lists() throws IOException {
        certificates = new CertificateFiles(directory);
        certificates.root("root", "ec");
        certificates.root("other", "ec");
        certificates.signed("good", "ec", "root");
        certificates.signed("bad", "ec", "root");
        certificates.signed("inter", "ec", "root", "basicConstraints=critical,CA:TRUE");
        certificates.signed("leaf", "ec", "inter");
        certificates.revocationList("empty", "root", LATER);
        certificates.revocationList("badlist", "root", LATER, "bad");
        certificates.revocationList("nointer", "root", LATER, "inter");
        certificates.revocationList("old", "root", "20200101000000Z");
        certificates.revocationList("others", "other", LATER);
        certificates.revocationList("interlist", "inter", LATER);
        certificates.join("both.crl", "empty.crl", "interlist.crl");
        certificates.join("bothno.crl", "nointer.crl", "interlist.crl");
    }

    private static X509Certificate certificate(String name) {
        return Pem.certificates(certificates.path(name + ".crt")).get(0);
    }

    private static List<X509CRL> lists(String name) {
        return Pem.revocationLists(certificates.path(name + ".crl"));
    }

    @ParameterizedTest
    @CsvSource({
        "good, empty, OK",
        "good, badlist, OK",
        "bad, badlist, REVOKED",
        "bad, empty, OK",
        "good, others, NO_CRL",
        "good, old, CRL_EXPIRED",
        "leaf, empty, NO_CRL",
        "leaf, nointer, REVOKED",
        "leaf, both, OK",
        "leaf, bothno, REVOKED",
    })
    void each_certificate_of_the_path_is_checked(String name, String list, VerifyResult expected) {
        List<X509Certificate> chain = new ArrayList<>(List.of(certificate(name)));
        if (name.equals("leaf")) {
            chain.add(certificate("inter"));
        }
        var verifier = new Verifier(List.of(certificate("root")), 2, Verifier.CLIENT, new Revocation(lists(list)));
        assertThat(verifier.verify(chain)).isEqualTo(expected);
    }

    @Test
    void a_list_with_a_forged_signature_is_rejected() throws IOException {
        certificates.root("forger", "root", "ec");
        certificates.revocationList("forged", "forger", LATER);
        var verifier = new Verifier(List.of(certificate("root")), 1, Verifier.CLIENT, new Revocation(lists("forged")));
        assertThat(verifier.verify(List.of(certificate("good")))).isEqualTo(VerifyResult.CRL_SIGNATURE);
    }

    @Test
    void a_file_without_lists_is_refused_with_the_message_of_nginx() {
        assertThatThrownBy(() -> Pem.revocationLists(certificates.path("root.crt")))
                .hasMessage("cannot load CRL \"" + certificates.path("root.crt")
                        + "\": PEM_read_bio_X509_CRL() failed (SSL: error:0480006C:PEM"
                        + " routines::no start line:Expecting: X509 CRL)");
        assertThatThrownBy(() -> Pem.revocationLists(certificates.path("none")))
                .hasMessageStartingWith("cannot load CRL \"" + certificates.path("none")
                        + "\": BIO_new_file() failed (SSL: error:80000002:system");
    }
}
