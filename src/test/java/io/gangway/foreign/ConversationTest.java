package io.gangway.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.Adler32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each client with each server through each relay: they behave as without a proxy in between. */
class ConversationTest {
    @TempDir
    private static Path profile;

    @TempDir
    private static Path certificate;

    private static Company company;

    /** The number of the client, which the server reports. */
    private static int who;

    private ForeignWebSocket client;
    private ForeignServer server;

    @BeforeAll
    static void start() throws Exception {
        company = new Company(profile, certificate);
    }

    @AfterAll
    static void stop() throws Exception {
        if (company != null) {
            company.close();
        }
    }

    @AfterEach
    void leave() throws Exception {
        if (client != null) {
            client.disconnect();
        }
    }

    /** Opens a connection; returns when both sides have seen it. */
    private void open(Meeting meeting) throws Exception {
        server = company.server(meeting);
        client = company.client(meeting.client());
        who++;
        client.open(company.url(meeting, "echo?" + who), "v1.score", "v2.score");
        assertThat(client.next()).isEqualTo("open v2.score " + meeting.extensionOfClient());
    }

    private String serverSaw(String what) {
        return server.events().next(who + " " + what);
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.Meeting#compressions")
    void subprotocol_and_compression_are_negotiated(Meeting meeting) throws Exception {
        open(meeting);

        assertThat(serverSaw("open")).isEqualTo(who + " open v2.score " + meeting.extensionOfServer());
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.Meeting#all")
    void a_thousand_messages_are_echoed_in_order(Meeting meeting) throws Exception {
        open(meeting);
        List<String> messages = IntStream.range(0, 1000)
                .mapToObj(i -> i + " gr\u00fc\u00dfe \u4f60\u597d \ud83c\udfc6 " + "x".repeat(i % 300))
                .toList();

        client.send(messages);

        for (String message : messages) {
            assertThat(client.next()).isEqualTo("text " + message);
        }
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.Meeting#all")
    void binary_messages_up_to_a_megabyte_are_echoed(Meeting meeting) throws Exception {
        open(meeting);
        for (int length : new int[] {0, 125, 126, 65535, 65536, 1 << 20}) {
            byte[] bytes = new byte[length];
            new Random(length).nextBytes(bytes);
            client.send(bytes);

            Adler32 sum = new Adler32();
            sum.update(bytes);
            assertThat(client.next()).isEqualTo("binary " + length + " " + sum.getValue());
        }
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.Meeting#all")
    void a_close_of_the_client_reaches_the_server(Meeting meeting) throws Exception {
        for (String words : List.of("1000 done", "4401 who are you", "3000 ")) {
            open(meeting);
            int code = Integer.parseInt(words.substring(0, 4));
            client.close(code, words.substring(5));

            assertThat(serverSaw("close")).isEqualTo(who + " close " + words);
            assertThat(client.next()).isEqualTo("close " + words);
        }
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.Meeting#all")
    void a_close_of_the_server_reaches_the_client(Meeting meeting) throws Exception {
        for (String words :
                List.of("1000 done", "4401 who are you", "1011 failed", "1013 ", "4999 " + "r".repeat(123))) {
            open(meeting);
            client.send(List.of("close " + words));

            assertThat(client.next()).isEqualTo("close " + words);
            // the server may report the reason of the echoed close frame, and not every client repeats it
            assertThat(serverSaw("close")).startsWith(who + " close " + words.substring(0, 5));
        }
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.Meeting#all")
    void messages_sent_before_a_close_arrive_before_it(Meeting meeting) throws Exception {
        open(meeting);
        String[] messages = new String[100];
        Arrays.setAll(messages, i -> "message " + i);
        client.send(List.of(messages));
        client.send(List.of("close 4000 that was all"));

        for (String message : messages) {
            assertThat(client.next()).isEqualTo("text " + message);
        }
        assertThat(client.next()).isEqualTo("close 4000 that was all");
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.Meeting#all")
    void a_ping_of_the_client_is_answered(Meeting meeting) throws Exception {
        assumeThat(meeting.client().pings()).as("a browser sends no pings").isTrue();
        open(meeting);
        client.ping("are you there");

        assertThat(client.next()).isEqualTo("pong are you there");
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.Meeting#all")
    void a_ping_of_the_server_is_answered(Meeting meeting) throws Exception {
        open(meeting);
        client.send(List.of("ping and you"));

        assertThat(client.next()).isEqualTo("text pong and you");
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.Meeting#all")
    void a_refusal_is_reported(Meeting meeting) throws Exception {
        assumeThat(meeting.client().seesRefusals())
                .as("undici reports no refusal over HTTP/2")
                .isTrue();
        company.server(meeting);
        client = company.client(meeting.client());
        client.open(company.url(meeting, "forbidden"));

        assertThat(client.next()).isEqualTo(meeting.client().seesStatus() ? "refused 403" : "refused");
    }

    @ParameterizedTest
    @MethodSource("io.gangway.foreign.Meeting#compressions")
    void each_leg_is_compressed_as_negotiated(Meeting meeting) throws Exception {
        open(meeting);
        client.send(List.of("score ".repeat(20_000)));
        assertThat(client.next()).hasSize("text ".length() + 120_000);
        client.close(1000, "");

        String line = await().atMost(Lines.PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(
                        () -> company.site()
                                .accessLog()
                                .lines()
                                .filter(logged -> logged.matches(".*/echo (101|200) " + who + " .*"))
                                .findFirst(),
                        found -> found.isPresent())
                .orElseThrow();
        String[] words = line.split(" ");
        assertThat(Long.parseLong(words[4]) < 100_000)
                .as("compressed to the client: " + line)
                .isEqualTo(!meeting.extensionOfClient().equals("-"));
        if (meeting.relay() != Relay.TUNNEL || meeting.client().deflates()) {
            assertThat(Long.parseLong(words[5]) < 100_000)
                    .as("compressed to the server: " + line)
                    .isEqualTo(!meeting.extensionOfServer().equals("-"));
        }
        assertThat(words[7]).isEqualTo(meeting.client().http2() ? "HTTP/2.0" : "HTTP/1.1");
    }
}
