package io.gangway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Site;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pattern in {@code server_name} that exceeds its limit for the SNI name of a client. */
class SniPatternLimitTest {
    private static final String CONF = """
            error_log %{dir}/error.log info;
            events {}
            http {
                access_log off;
                ssl_certificate CERT/one.crt;
                ssl_certificate_key CERT/one.key;
                http2 on;
                server { listen 127.0.0.1:%{port} ssl; return 200 "default\\n."; }
                server {
                    listen 127.0.0.1:%{port} ssl;
                    server_name ~^(.*)(.*)(.*)(.*)(.*)\\1!$;
                    return 200 "never\\n.";
                }
                server { listen 127.0.0.1:%{port} ssl; server_name ~^next\\.; return 200 "next\\n."; }
            }
            """;

    @TempDir
    Path directory;

    @Test
    void a_costly_pattern_ends_the_handshake_and_is_logged() throws Exception {
        new CertificateFiles(directory).root("one", "ec");
        String other = ("a".repeat(60) + '.').repeat(3) + "test";
        try (Site site = Site.of(CONF.replace("CERT", directory.toString()));
                GangwayServer server = GangwayServer.start(site)) {
            assertThatThrownBy(() -> TlsClient.of(other).get(server.port(), "default.test"))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("internal_error");
            assertThat(TlsClient.of("next.test").get(server.port(), "next.test"))
                    .contains("next");
            Path log = site.dir().resolve("error.log");
            await().untilAsserted(
                            () -> assertThat(Files.readString(log, StandardCharsets.ISO_8859_1))
                                    .contains("[alert] ")
                                    .contains(
                                            "pcre2_match() failed: -47 on \"" + other
                                                    + "\" using \"^(.*)(.*)(.*)(.*)(.*)\\1!$\" while SSL handshaking, client: 127.0.0.1, server: 127.0.0.1:"));
        }
    }
}
