package io.gangway.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code split_clients}. */
class SplitClientsTest {
    private static final String CONFIG = """
            split_clients $arg_a $rest { 10% a; 20.5% b; .01% c; * rest; }
            split_clients $arg_a $part { 50% "half of $uri"; }
            split_clients "${arg_a}x" $all { 30% a; 70% b; }
            server {
                listen 127.0.0.1:%{port};
                location / { return 200 "$rest|$part|$all"; }
            }
            """;

    @ParameterizedTest
    @CsvSource({
        "a, rest||b",
        "b, rest||b",
        "c, b|half of $uri|b",
        "1, b|half of $uri|b",
        "192.0.2.1, rest||b",
        "'', a|half of $uri|a",
        "0123456789abcdef, rest||a"
    })
    void the_hash_of_the_string_chooses(String text, String values) throws Exception {
        try (Site site = Site.of(CONFIG);
                GangwayServer gangway = GangwayServer.start(site)) {
            assertThat(RawHttp.get(gangway.port(), "/?a=" + text).body()).isEqualTo(values);
        }
    }

    @Test
    void each_value_gets_its_share() throws Exception {
        Map<String, Integer> counts = new TreeMap<>();
        try (Site site = Site.of(CONFIG);
                GangwayServer gangway = GangwayServer.start(site);
                RawConnection client = RawHttp.connect(gangway.port())) {
            for (int i = 0; i < 1000; i++) {
                client.send("GET /?a=" + i + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                counts.merge(client.read().body().split("\\|")[0], 1, Integer::sum);
            }
        }
        assertThat(counts).isEqualTo(Map.of("a", 94, "b", 248, "rest", 658));
    }

    @Test
    void further_words_of_an_entry_are_ignored() throws Exception {
        assertThat(ConfigurationCheck.messages("split_clients $uri $a { 1% a b; }"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "split_clients $uri $a { 60% a; 50% b; } | [emerg] percent total is greater than 100% in nginx.conf:3",
                "split_clients $uri $a { 0% a; }         | [emerg] invalid percent value \"0%\" in nginx.conf:3",
                "split_clients $uri $a { 1.005% a; }     | [emerg] invalid percent value \"1.005%\" in nginx.conf:3",
                "split_clients $uri $a { 50 a; }         | [emerg] invalid percent value \"50\" in nginx.conf:3",
                "split_clients $uri a { }                | [emerg] invalid variable name \"a\" in nginx.conf:3",
                "split_clients $uri $a { * a; 5% b; }    | [emerg] percent total is greater than 100% in nginx.conf:3",
            })
    void wrong_entries_are_named(String directives, String message) throws Exception {
        assertThat(ConfigurationCheck.messages(directives)).containsExactly(message);
    }
}
