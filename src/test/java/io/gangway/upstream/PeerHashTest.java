package io.gangway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The peers that {@code hash} and {@code ip_hash} choose. Nothing listens on their ports: the variable names the peers
 * that were tried.
 */
class PeerHashTest {
    private static final String CONFIG = """
            upstream plain { hash $arg_k; server 127.0.0.1:1 max_fails=0; server 127.0.0.1:2 max_fails=0 weight=3; server 127.0.0.1:3 max_fails=0; server 127.0.0.1:4 max_fails=0; }
            upstream down { hash $arg_k; server 127.0.0.1:1 max_fails=0; server 127.0.0.1:2 max_fails=0 weight=5 down; server 127.0.0.1:3 max_fails=0; }
            upstream ring { hash $arg_k consistent; server 127.0.0.1:1 max_fails=0; server 127.0.0.1:2 max_fails=0 weight=3; server 127.0.0.1:3 max_fails=0; }
            upstream address { ip_hash; server 127.0.0.1:1 max_fails=0; server 127.0.0.1:2 max_fails=0 weight=2; server 127.0.0.1:3 max_fails=0; server 127.0.0.1:4 max_fails=0; }
            add_header X-Asked $upstream_addr always;
            proxy_next_upstream off;
            server {
                listen 127.0.0.1:%{port};
                set_real_ip_from 127.0.0.1;
                location /plain { proxy_pass http://plain; }
                location /down { proxy_pass http://down; }
                location /ring { proxy_pass http://ring; }
                location /address { proxy_pass http://address; }
                location /next { proxy_pass http://plain; proxy_next_upstream error; }
            }
            """;

    private static Site site;
    private static GangwayServer gangway;

    @BeforeAll
    static void start() throws IOException {
        site = Site.of(CONFIG);
        gangway = GangwayServer.start(site);
    }

    @AfterAll
    static void stop() throws IOException {
        gangway.close();
        site.close();
    }

    private static String tried(String target, String... fields) throws IOException {
        return RawHttp.get(site.port(), target, fields).field("X-Asked").replace("127.0.0.1:", "");
    }

    @ParameterizedTest
    @CsvSource({"/plain, 4 3 4 3 1 2 1 2 2 4 2 2", "/down, 1 1 1 1 3 3 3 3 1 3 3 1", "/ring, 2 2 2 2 2 1 2 2 2 3 2 2"})
    void the_key_chooses_the_peer_that_nginx_chooses(String location, String peers) throws Exception {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            all.add(tried(location + "?k=" + i));
        }
        assertThat(String.join(" ", all)).isEqualTo(peers);
    }

    @Test
    void the_address_chooses_the_peer_that_nginx_chooses() throws Exception {
        List<String> all = new ArrayList<>();
        for (String address : List.of(
                "192.0.2.1", "192.0.2.99", "192.0.3.1", "10.0.0.1", "198.51.100.7", "2001:db8::1", "2001:db8::2")) {
            all.add(tried("/address", "X-Real-IP: " + address));
        }
        assertThat(String.join(" ", all)).isEqualTo("1 1 2 1 2 1 2");
    }

    @Test
    void the_next_peers_are_those_of_nginx() throws Exception {
        assertThat(tried("/next?k=1")).isEqualTo("3, 1, 2, 4");
    }
}
