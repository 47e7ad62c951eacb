package io.gangway.tls.openssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.tls.TlsOffer;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CipherListTest {
    private static final List<String> TLS13 =
            List.of("TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256");

    private static List<String> names(String list) {
        List<String> names = Arrays.stream(CipherList.of(list).jsse())
                .map(CipherList::openSslName)
                .toList();
        assertThat(names).startsWith(TLS13.toArray(String[]::new));
        return names.subList(3, names.size());
    }

    @ParameterizedTest
    @CsvSource({
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256, "
                + "ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-GCM-SHA256",
        "ECDHE-RSA-AES256-GCM-SHA512:ECDHE-RSA-AES256-SHA384, ECDHE-RSA-AES256-SHA384",
        "EECDH+AESGCM, ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-RSA-AES256-GCM-SHA384 "
                + "ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-GCM-SHA256",
        "CHACHA20:!DHE, ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-RSA-CHACHA20-POLY1305",
        "AES128+aRSA+ECDHE:-SHA256:-SHA1, ECDHE-RSA-AES128-GCM-SHA256",
        "aRSA+EECDH+AESGCM:+AES256, ECDHE-RSA-AES128-GCM-SHA256 ECDHE-RSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES128-SHA ECDHE-RSA-AES256-SHA @STRENGTH, ECDHE-RSA-AES256-SHA ECDHE-RSA-AES128-SHA",
        "FOO:DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=1, DHE-RSA-AES128-GCM-SHA256",
        "ECDHE-RSA-AES128-SHA:-ALL:ECDHE-RSA-AES256-SHA, ECDHE-RSA-AES256-SHA",
        "ECDHE+AES128+SHA256:!aECDSA, ECDHE-RSA-AES128-SHA256",
    })
    void a_list_selects_the_ciphers_of_openssl(String list, String expected) {
        assertThat(names(list)).containsExactly(expected.split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HIGH:!aNULL:!MD5", "DEFAULT", "ALL", "HIGH,!aNULL"})
    void the_usual_lists_begin_with_forward_secrecy(String list) {
        assertThat(names(list))
                .startsWith("ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384")
                .contains("DHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-SHA", "ECDHE-RSA-CHACHA20-POLY1305")
                .noneMatch(name -> name.contains("NULL") || name.startsWith("ADH"));
    }

    @Test
    void an_excluded_cipher_is_never_added_again() {
        assertThat(names("!ECDHE:ALL")).isNotEmpty().noneMatch(name -> name.startsWith("ECDHE"));
        assertThat(names("HIGH:!kRSA")).allMatch(name -> name.contains("DHE-"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"FOO", "", "TLS_AES_128_GCM_SHA256", "HIGH:!ALL", "RC4"})
    void a_list_without_a_cipher_is_an_error(String list) {
        assertThatThrownBy(() -> CipherList.of(list))
                .isInstanceOf(TlsException.class)
                .hasMessage("SSL_CTX_set_cipher_list(\"" + list
                        + "\") failed (SSL: error:0A0000B9:SSL routines::no cipher match)");
    }

    @Test
    void an_unknown_command_is_an_error() {
        assertThatThrownBy(() -> CipherList.of("HIGH:@FOO"))
                .hasMessage(
                        "SSL_CTX_set_cipher_list(\"HIGH:@FOO\") failed (SSL: error:0A000118:SSL routines::invalid command)");
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_AES_128_GCM_SHA256, TLS_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, ECDHE-RSA-AES128-GCM-SHA256",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, ECDHE-ECDSA-CHACHA20-POLY1305",
        "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256, DHE-RSA-AES256-SHA256",
        "TLS_RSA_WITH_AES_256_GCM_SHA384, AES256-GCM-SHA384",
        "TLS_RSA_WITH_AES_128_CBC_SHA, AES128-SHA",
        "SSL_RSA_WITH_3DES_EDE_CBC_SHA, DES-CBC3-SHA",
        "TLS_DH_anon_WITH_AES_128_CBC_SHA, ADH-AES128-SHA",
        "TLS_EMPTY_RENEGOTIATION_INFO_SCSV, TLS_EMPTY_RENEGOTIATION_INFO_SCSV",
    })
    void a_suite_has_the_name_of_openssl(String jsse, String expected) {
        assertThat(CipherList.openSslName(jsse)).isEqualTo(expected);
    }

    @Test
    void all_protocols_of_nginx_are_accepted() throws NoSuchAlgorithmException {
        Set<String> words = Set.of("SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        assertThat(new TlsOffer(words, "HIGH").parameters(engine).getProtocols())
                .containsExactlyInAnyOrder("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");
        assertThat(new TlsOffer(Set.of("SSLv2"), "HIGH").parameters(engine).getProtocols())
                .containsExactly("SSLv3");
    }
}
