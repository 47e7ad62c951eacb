package io.gangway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client of TLS 1.2 resumes its own session with its own ticket, but with a session ID that it has seen in clear text
 * on another client's connection (RFC 5077 section 3.4 allows it to choose one).
 */
class ForgedSessionTest {
    private static final String CONF = """
            server {
                listen 127.0.0.1:%{port} ssl;
                server_name members.test;
                ssl_certificate CERT/server.crt;
                ssl_certificate_key CERT/server.key;
                ssl_client_certificate CERT/root.crt;
                ssl_verify_client on;
                return 200 "$ssl_client_verify $ssl_client_s_dn $ssl_session_reused $ssl_session_id\\n.";
            }
            server {
                listen 127.0.0.1:%{port} ssl;
                server_name others.test;
                ssl_certificate CERT/server.crt;
                ssl_certificate_key CERT/server.key;
                ssl_client_certificate CERT/stranger.crt;
                ssl_verify_client on;
                return 200 "$ssl_client_verify $ssl_client_s_dn $ssl_session_reused $ssl_session_id\\n.";
            }
            """;

    private static final int ID_LENGTH = 32;

    @TempDir
    static Path directory;

    static TlsSite tls;
    static CertificateFiles certificates;
    static GangwayServer server;

    @BeforeAll
    static void start() throws IOException {
        tls = new TlsSite(directory);
        certificates = tls.certificates();
        server = tls.serve(CONF);
    }

    @AfterAll
    static void stop() throws IOException {
        tls.close();
    }

    private static TlsClient client(String own) throws Exception {
        return new TlsClient("members.test", List.of("TLSv1.2"), certificates.credential(own));
    }

    /** Returns the response to a client with this certificate, and stores its session in a file. */
    private static String begin(String name, String own) throws IOException {
        return ask(name, "-cert", own + ".crt", "-key", own + ".key", "-sess_out", own + ".session");
    }

    private static String resume(String name, String own) throws IOException {
        return ask(name, "-cert", own + ".crt", "-key", own + ".key", "-sess_in", own + ".session");
    }

    private static String ask(String name, String... options) throws IOException {
        certificates.write("request", "GET / HTTP/1.1\r\nHost: " + name + "\r\nConnection: close\r\n\r\n");
        List<String> all = new ArrayList<>(List.of("s_client", "-quiet", "-tls1_2", "-servername", name));
        all.addAll(List.of("-connect", "127.0.0.1:" + server.port()));
        all.addAll(List.of(options));
        return OpenSsl.assume(directory).ask("request", all.toArray(String[]::new));
    }

    /** Writes another ID into a session file of OpenSSL (d2i_SSL_SESSION(3)): the fourth element of its sequence. */
    private static void forge(String own, String id) throws IOException {
        Path file = directory.resolve(own + ".session");
        String text = Files.readString(file);
        int from = text.indexOf('\n') + 1;
        int to = text.indexOf("-----END");
        byte[] der = Base64.getMimeDecoder().decode(text.substring(from, to));
        byte[] tag = {4, ID_LENGTH};
        int at = 15;
        assertThat(Arrays.copyOfRange(der, at, at + 2)).isEqualTo(tag);
        System.arraycopy(HexFormat.of().parseHex(id), 0, der, at + 2, ID_LENGTH);
        String forged = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(file, text.substring(0, from) + forged + "\n" + text.substring(to));
    }

    private static String idIn(String response) {
        return response.strip().replaceAll("(?s).* (\\p{XDigit}{64})\\s+\\.$", "$1");
    }

    @Test
    void a_session_is_not_valid_for_another_server() throws Exception {
        assertThat(begin("others.test", "stranger")).contains("SUCCESS CN=stranger .");
        assertThat(resume("others.test", "stranger")).contains("SUCCESS CN=stranger r");
        assertThat(resume("members.test", "stranger")).contains("The SSL certificate error");
        assertThat(begin("members.test", "user")).contains("SUCCESS CN=user .");
        assertThat(resume("others.test", "user")).contains("The SSL certificate error");
    }

    @Test
    void a_forged_session_id_does_not_authenticate_a_stranger() throws Exception {
        try (SSLSocket member = client("user").connect(server.port())) {
            String response = TlsClient.ask(member, "members.test", "keep-alive");
            assertThat(response).contains("SUCCESS CN=user .");
            assertThat(begin("members.test", "stranger")).contains("The SSL certificate error");
            forge("stranger", idIn(response));
            assertThat(resume("members.test", "stranger"))
                    .startsWith("HTTP/1.1 400 Bad Request")
                    .contains("The SSL certificate error");
        }
    }

    @Test
    void a_forged_session_id_does_not_lock_out_a_member() throws Exception {
        assertThat(begin("members.test", "user")).contains("SUCCESS CN=user .");
        String taken = "0123456789abcdef".repeat(4);
        assertThat(begin("members.test", "stranger")).contains("The SSL certificate error");
        forge("stranger", taken);
        assertThat(resume("members.test", "stranger")).contains("The SSL certificate error");
        forge("user", taken);
        assertThat(resume("members.test", "user")).contains("SUCCESS CN=user r " + taken);
    }
}
