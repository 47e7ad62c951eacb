package io.gangway.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gangway.net.HostName;
import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs that go to syslog servers. */
class SyslogTest {
    private static final String DATE = "[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d ";

    private Site site;
    private DatagramSocket syslog;

    @BeforeEach
    void open() throws IOException {
        site = Site.create();
        syslog = bind("127.0.0.1");
    }

    @AfterEach
    void close() throws IOException {
        syslog.close();
        site.close();
    }

    private static DatagramSocket bind(String address) throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), 0));
        socket.setSoTimeout(20_000);
        return socket;
    }

    private GangwayServer start(String locations) throws IOException {
        return GangwayServer.start(site.config("log_format f '$request_uri';\n"
                + "server {\nlisten 127.0.0.1:%{port};\nerror_log %{dir}/error.log;\n"
                + locations.replace("SYSLOG", "127.0.0.1:" + syslog.getLocalPort()) + "\n}\n"));
    }

    private String received() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65536], 65536);
        syslog.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void a_line_of_the_access_log_is_a_datagram() throws Exception {
        String host = Pattern.quote(HostName.get());
        try (GangwayServer server = start("location / { access_log syslog:server=SYSLOG f; return 200; }"
                + "location /own { access_log syslog:server=SYSLOG,facility=mail,severity=warn,tag=my_1,nohostname f;"
                + " return 200; }")) {
            RawHttp.get(site.port(), "/a");
            assertThat(received()).matches("<190>" + DATE + host + " nginx: /a");
            RawHttp.get(site.port(), "/own");
            assertThat(received()).matches("<20>" + DATE + "my_1: /own");
        }
    }

    @Test
    void an_error_has_the_severity_of_its_level() throws Exception {
        try (GangwayServer server = start(
                "location / { error_log syslog:server=SYSLOG,nohostname,severity=debug;" + " root %{dir}/none; }")) {
            RawHttp.get(site.port(), "/a");
            assertThat(received())
                    .matches("<187>" + DATE + "nginx: \\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d \\[error] \\d+#\\d+: "
                            + "\\*\\d+ open\\(\\) \".*/none/a\" failed \\(2: No such file or directory\\), .*");
        }
    }

    @Test
    void the_condition_of_an_access_log_applies() throws Exception {
        try (GangwayServer server =
                start("location / { access_log syslog:server=SYSLOG f if=$arg_log; return 200; }")) {
            RawHttp.get(site.port(), "/a?log=0");
            RawHttp.get(site.port(), "/b?log=1");
            assertThat(received()).endsWith(": /b?log=1");
        }
    }

    @Test
    void a_server_that_comes_back_gets_lines_again_and_its_absence_is_logged_once() throws Exception {
        int port = syslog.getLocalPort();
        try (GangwayServer server = start("location / { access_log syslog:server=SYSLOG f; return 200; }")) {
            syslog.close();
            for (int i = 0; i < 50; i++) {
                assertThat(RawHttp.get(site.port(), "/lost").status()).isEqualTo(200);
            }
            syslog = new DatagramSocket(new InetSocketAddress("127.0.0.1", port));
            syslog.setSoTimeout(100);
            await().until(() -> {
                RawHttp.get(site.port(), "/again");
                try {
                    return received().endsWith(": /again");
                } catch (SocketTimeoutException e) {
                    return false;
                }
            });
        }
    }

    @Test
    void failures_are_logged_once_a_minute() throws Exception {
        int port = syslog.getLocalPort();
        syslog.close();
        site.config("log_format f '$request_uri'; server { listen 127.0.0.1:%{port};"
                + " location / { access_log syslog:server=127.0.0.1:" + port + " f; return 200; } }");
        Files.writeString(site.conf(), "error_log " + site.dir() + "/main.log;\n" + Files.readString(site.conf()));
        try (GangwayServer server = GangwayServer.start(site)) {
            await().until(() -> {
                RawHttp.get(site.port(), "/lost");
                return Files.readString(site.dir().resolve("main.log")).contains("while logging to syslog");
            });
            for (int i = 0; i < 20; i++) {
                RawHttp.get(site.port(), "/lost");
            }
            assertThat(Files.readString(site.dir().resolve("main.log")))
                    .containsOnlyOnce("send() failed (111: Connection refused) while logging to syslog, server: "
                            + "127.0.0.1:" + port);
        }
    }

    @Test
    void a_syslog_that_is_the_main_log_does_not_report_itself_for_ever() throws Exception {
        int port = syslog.getLocalPort();
        syslog.close();
        site.config("server { listen 127.0.0.1:%{port}; location / { root %{dir}/none; } }");
        Files.writeString(
                site.conf(), "error_log syslog:server=127.0.0.1:" + port + " info;\n" + Files.readString(site.conf()));
        try (GangwayServer server = GangwayServer.start(site)) {
            for (int i = 0; i < 20; i++) {
                assertThat(RawHttp.get(site.port(), "/a").status()).isEqualTo(404);
            }
        }
    }

    @Test
    void a_line_over_the_size_of_a_datagram_is_lost_alone() throws Exception {
        try (GangwayServer server = start("large_client_header_buffers 4 256k;"
                + "location / { access_log syslog:server=SYSLOG f; return 200; }")) {
            assertThat(RawHttp.get(site.port(), "/" + "x".repeat(100_000)).status())
                    .isEqualTo(200);
            RawHttp.get(site.port(), "/small");
            assertThat(received()).endsWith(": /small");
        }
    }

    @Test
    void a_server_may_have_an_address_of_ip_version_6() throws Exception {
        syslog.close();
        try {
            syslog = bind("::1");
        } catch (IOException e) {
            assumeTrue(false, "this machine has no ::1");
        }
        try (GangwayServer server =
                start("location / { access_log syslog:server=[::1]:" + syslog.getLocalPort() + " f; return 200; }")) {
            RawHttp.get(site.port(), "/six");
            assertThat(received()).endsWith(": /six");
        }
    }

    @Test
    void a_unix_socket_is_opened_again_when_it_comes_back() throws Exception {
        assumeTrue(UnixDatagram.isSupported(), "unix sockets of syslog need Java 22 or newer, and Linux");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "there is no perl");
        String path = site.dir().resolve("log.sock").toString();
        try (GangwayServer server = start("location / { access_log syslog:server=unix:" + path + " f; return 200; }")) {
            assertThat(RawHttp.get(site.port(), "/lost").status()).isEqualTo(200);
            for (int i = 0; i < 2; i++) {
                Process receiver = receiver(path);
                try (BufferedReader lines = new BufferedReader(new InputStreamReader(receiver.getInputStream()))) {
                    assertThat(lines.readLine()).isEqualTo("ready");
                    RawHttp.get(site.port(), "/first");
                    RawHttp.get(site.port(), "/second");
                    String line = lines.readLine();
                    while (line.endsWith("/lost")) {
                        // Its line was written after its response.
                        line = lines.readLine();
                    }
                    assertThat(line).matches("<190>.* nginx: /(first|second)");
                } finally {
                    receiver.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
                }
                Files.delete(Path.of(path));
            }
        }
    }

    /** A program that prints what a Unix socket receives: Java has no such sockets. */
    private static Process receiver(String path) throws IOException {
        String program = "use Socket; $| = 1; socket(S, AF_UNIX, SOCK_DGRAM, 0) or die $!;"
                + " bind(S, pack_sockaddr_un($ARGV[0])) or die $!; print \"ready\\n\";"
                + " while (defined recv(S, $m, 65536, 0)) { print \"$m\\n\" }";
        return new ProcessBuilder("perl", "-e", program, path)
                .redirectErrorStream(true)
                .start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_log", "error_log"})
    void a_unix_socket_needs_a_newer_java(String directive) throws Exception {
        assumeTrue(!UnixDatagram.isSupported(), "this Java has what unix sockets of syslog need");
        assertThat(String.join("", ConfigurationCheck.messages(directive + " syslog:server=unix:/dev/log;")))
                .contains("a unix socket of syslog, \"unix:/dev/log\", needs Java 22 or newer");
    }
}
