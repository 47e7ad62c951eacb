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

/** What {@code ssl_crl} makes of a certificate; the numbers are OpenSSL's. */
class RevocationTest {
    private static final String LATER = "20991231000000Z";

    @TempDir
    private static Path directory;

    private static OpenSsl openssl;

    @BeforeAll
    static void make_certificates_and_lists() throws IOException {
        openssl = new OpenSsl(directory);
        openssl.root("root", "ec");
        openssl.root("other", "ec");
        openssl.signed("good", "ec", "root");
        openssl.signed("bad", "ec", "root");
        openssl.signed("inter", "ec", "root", "basicConstraints=critical,CA:TRUE");
        openssl.signed("leaf", "ec", "inter");
        openssl.revocationList("empty", "root", LATER);
        openssl.revocationList("badlist", "root", LATER, "bad");
        openssl.revocationList("nointer", "root", LATER, "inter");
        openssl.revocationList("old", "root", "20200101000000Z");
        openssl.revocationList("others", "other", LATER);
        openssl.revocationList("interlist", "inter", LATER);
        openssl.join("both.crl", "empty.crl", "interlist.crl");
        openssl.join("bothno.crl", "nointer.crl", "interlist.crl");
    }

    private static X509Certificate certificate(String name) {
        return Pem.certificates(openssl.path(name + ".crt")).get(0);
    }

    private static List<X509CRL> lists(String name) {
        return Pem.revocationLists(openssl.path(name + ".crl"));
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
    void a_certificate_and_all_above_it_are_looked_up(String name, String list, VerifyResult expected) {
        List<X509Certificate> chain = new ArrayList<>(List.of(certificate(name)));
        if (name.equals("leaf")) {
            chain.add(certificate("inter"));
        }
        var verifier = new Verifier(List.of(certificate("root")), 2, Verifier.CLIENT, new Revocation(lists(list)));
        assertThat(verifier.verify(chain)).isEqualTo(expected);
    }

    @Test
    void a_list_that_somebody_else_signed_is_none() throws IOException {
        openssl.key("forger", "ec");
        openssl.run("req", "-x509", "-key", "forger.key", "-out", "forger.crt", "-days", "30", "-subj", "/CN=root");
        openssl.revocationList("forged", "forger", LATER);
        var verifier = new Verifier(List.of(certificate("root")), 1, Verifier.CLIENT, new Revocation(lists("forged")));
        assertThat(verifier.verify(List.of(certificate("good")))).isEqualTo(VerifyResult.CRL_SIGNATURE);
    }

    @Test
    void a_file_without_lists_is_refused_in_the_words_of_nginx() {
        assertThatThrownBy(() -> Pem.revocationLists(openssl.path("root.crt")))
                .hasMessage("cannot load CRL \"" + openssl.path("root.crt")
                        + "\": PEM_read_bio_X509_CRL() failed (SSL: error:0480006C:PEM"
                        + " routines::no start line:Expecting: X509 CRL)");
        assertThatThrownBy(() -> Pem.revocationLists(openssl.path("none")))
                .hasMessageStartingWith("cannot load CRL \"" + openssl.path("none")
                        + "\": BIO_new_file() failed (SSL: error:80000002:system");
    }
}
