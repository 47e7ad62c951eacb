package io.gangway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.core.CertificateCaching;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Variables in {@code ssl_certificate} and {@code ssl_certificate_key}; {@code ssl_certificate_cache}. */
class NamedCertificatesTest {
    private static final String CONF = """
            error_log %{dir}/error.log info;
            events {}
            http {
                access_log off;
                map $ssl_server_name $certificate { one.test one; two.test two; swapped.test two; default none; }
                map $ssl_server_name $key { swapped.test one; default $certificate; }
                server {
                    listen 127.0.0.1:%{port} ssl;
                    ssl_certificate CERT/$certificate.crt;
                    ssl_certificate_key CERT/$key.key;
                    ssl_certificate_cache max=2;
                    return 200 "[$ssl_server_name] $ssl_session_reused\\n.";
                }
                server {
                    listen 127.0.0.1:%{port:raw} ssl;
                    ssl_certificate CERT/$ssl_server_name.crt;
                    ssl_certificate_key CERT/one.key;
                }
                server {
                    listen 127.0.0.1:%{port} ssl;
                    server_name key.test;
                    ssl_certificate CERT/one.crt;
                    ssl_certificate_key CERT/$server_name.key;
                    return 200 "key\\n.";
                }
            }
            """;

    @TempDir
    static Path directory;

    static Site site;
    static GangwayServer server;

    @BeforeAll
    static void start() throws IOException {
        CertificateFiles certificates = new CertificateFiles(directory);
        certificates.root("one", "ec");
        certificates.root("two", "rsa");
        Files.copy(directory.resolve("one.key"), directory.resolve("key.test.key"));
        site = Site.of(CONF.replace("CERT", directory.toString()));
        server = GangwayServer.start(site);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        site.close();
    }

    @Test
    void variables_select_the_files() throws Exception {
        assertThat(TlsClient.of("one.test").serverSubject(server.port())).isEqualTo("CN=one");
        assertThat(TlsClient.of("two.test").serverSubject(server.port())).isEqualTo("CN=two");
        assertThat(TlsClient.of("key.test").get(server.port(), "key.test")).contains("key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_session_is_resumed(String protocol) throws Exception {
        TlsClient client = new TlsClient("one.test", List.of(protocol), null);
        assertThat(client.get(server.port(), "one.test")).contains("[one.test] .");
        assertThat(client.get(server.port(), "one.test")).contains("[one.test] r");
    }

    @Test
    void missing_or_mismatched_files_end_the_handshake_and_are_logged() {
        assertThatThrownBy(() -> TlsClient.of("nobody.test").serverSubject(server.port()))
                .hasMessageContaining("internal_error");
        assertThatThrownBy(() -> TlsClient.of("swapped.test").serverSubject(server.port()))
                .hasMessageContaining("internal_error");
        await().untilAsserted(() -> assertThat(
                        Files.readString(site.dir().resolve("error.log"), StandardCharsets.ISO_8859_1))
                .contains("[error] ")
                .contains(" cannot load certificate \"" + directory + "/none.crt\": BIO_new_file() failed (")
                .contains("key values mismatch) while SSL handshaking, client: 127.0.0.1, server: "));
    }

    @Test
    void an_invalid_path_ends_the_handshake_and_is_logged() {
        assertThatThrownBy(() -> TlsClient.of("a\0b").serverSubject(site.port("raw")))
                .hasMessageContaining("internal_error");
        await().untilAsserted(() -> assertThat(
                        Files.readString(site.dir().resolve("error.log"), StandardCharsets.ISO_8859_1))
                .contains(" cannot load certificate \"" + directory + "/a\0b.crt\": BIO_new_file() failed (")
                .doesNotContain("Exception"));
    }

    @Test
    void files_are_loaded_again_after_expiry_or_eviction() throws IOException {
        String crt = directory.resolve("cached.crt").toString();
        String key = directory.resolve("cached.key").toString();
        CertificateCache cache = new CertificateCache(1, 1000, 5000);
        copy("one");
        Credential first = cache.load(crt, key, List.of(), 0);
        copy("two");
        assertThat(cache.load(crt, key, List.of(), 5000)).isSameAs(first);
        Credential second = cache.load(crt, key, List.of(), 5001);
        assertThat(second.chain().get(0).getSubjectX500Principal().getName()).isEqualTo("CN=two");
        assertThat(cache.load(crt, key, List.of(), 5002)).isSameAs(second);
        cache.load(
                directory.resolve("one.crt").toString(),
                directory.resolve("one.key").toString(),
                List.of(),
                5003);
        assertThat(cache.load(crt, key, List.of(), 5004)).isNotSameAs(second);
    }

    private static void copy(String name) throws IOException {
        for (String end : List.of(".crt", ".key")) {
            Files.copy(
                    directory.resolve(name + end),
                    directory.resolve("cached" + end),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** As in nginx, each pair of files is two entries. */
    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "4, 2"})
    void a_pair_counts_twice(int max, int kept) throws Exception {
        CertificateCache cache = CertificateCache.of(new CertificateCaching(max, 10_000, 10_000));
        List<String> names = List.of("one", "two");
        List<Credential> first = new ArrayList<>();
        for (String name : names) {
            first.add(load(cache, name));
        }
        int same = load(cache, "two") == first.get(1) ? 1 : 0;
        same += load(cache, "one") == first.get(0) ? 1 : 0;
        assertThat(same).isEqualTo(kept);
    }

    private Credential load(CertificateCache cache, String name) {
        return cache.load(
                directory.resolve(name + ".crt").toString(),
                directory.resolve(name + ".key").toString(),
                List.of(),
                0);
    }
}
