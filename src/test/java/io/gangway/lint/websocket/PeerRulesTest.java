package io.gangway.lint.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.lint.RuleProof;
import io.gangway.testing.RawHttp;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the rules about groups of peers say is what nginx does. */
class PeerRulesTest {
    private final RuleProof proof = new RuleProof();

    @AfterEach
    void close() throws Exception {
        proof.close();
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void the_requests_of_one_session_reach_different_peers(String server) throws IOException {
        int port = proof.bad(server, "websocket_polling_stickiness", """
                upstream nodes { server %{backend}; server %{backend:other}; }
                server {
                    listen 127.0.0.1:%{port};
                    location /socket.io/ { proxy_pass http://nodes; proxy_http_version 1.1; UPGRADE }
                }
                """);

        RawHttp.get(port, "/socket.io/?EIO=4&transport=polling");
        RawHttp.get(port, "/socket.io/?EIO=4&transport=polling&sid=1");
        assertThat(proof.backend().requests()).hasSize(1);
        assertThat(proof.other().requests()).hasSize(1);
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void ip_hash_keeps_a_session_on_one_peer(String server) throws IOException {
        int port = proof.good(server, "websocket_polling_stickiness", """
                upstream nodes { ip_hash; server %{backend}; server %{backend:other}; }
                server {
                    listen 127.0.0.1:%{port};
                    location /socket.io/ { proxy_pass http://nodes; proxy_http_version 1.1; UPGRADE }
                }
                """);

        for (int request = 0; request < 6; request++) {
            RawHttp.get(port, "/socket.io/?EIO=4&transport=polling");
        }
        assertThat(List.of(
                        proof.backend().requests().size(),
                        proof.other().requests().size()))
                .containsExactlyInAnyOrder(0, 6);
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void behind_a_proxy_ip_hash_takes_one_peer_for_all_clients(String server) throws IOException {
        int port = proof.bad(server, "ip_hash_behind_proxy", """
                upstream nodes { ip_hash; server %{backend}; server %{backend:other}; }
                server {
                    listen 127.0.0.1:%{port};
                    proxy_set_header X-Forwarded-For $http_x_forwarded_for;
                    location / { proxy_pass http://nodes; }
                }
                """);

        sendFromManyClients(port);
        assertThat(List.of(
                        proof.backend().requests().size(),
                        proof.other().requests().size()))
                .containsExactlyInAnyOrder(0, 16);
    }

    @ParameterizedTest
    @FieldSource("io.gangway.lint.RuleProof#SERVERS")
    void with_realip_ip_hash_spreads_the_clients_of_a_proxy(String server) throws IOException {
        int port = proof.good(server, "ip_hash_behind_proxy", """
                upstream nodes { ip_hash; server %{backend}; server %{backend:other}; }
                server {
                    listen 127.0.0.1:%{port};
                    set_real_ip_from 127.0.0.1;
                    real_ip_header X-Forwarded-For;
                    proxy_set_header X-Forwarded-For $http_x_forwarded_for;
                    location / { proxy_pass http://nodes; }
                }
                """);

        sendFromManyClients(port);
        assertThat(proof.backend().requests()).isNotEmpty();
        assertThat(proof.other().requests()).isNotEmpty();
    }

    private static void sendFromManyClients(int port) throws IOException {
        for (int client : IntStream.range(0, 16).toArray()) {
            RawHttp.get(port, "/", "X-Forwarded-For: 10.1." + client + ".1");
        }
    }
}
