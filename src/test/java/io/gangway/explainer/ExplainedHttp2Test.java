package io.gangway.explainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.Gangway;
import io.gangway.explain.ExplainException;
import io.gangway.explain.ExplainedRequest;
import io.gangway.explain.Explanation;
import io.gangway.explain.ExplanationStep;
import io.gangway.testing.SelfSigned;
import io.gangway.testing.Site;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests over HTTP/2. */
class ExplainedHttp2Test {
    private static Site site;

    private static Gangway gangway;

    @BeforeAll
    static void read() throws Exception {
        SelfSigned certificate = SelfSigned.of("a.test");
        site = Site.create().file("cert.pem", certificate.certificatePem()).file("key.pem", certificate.keyPem());
        site.config("""
                ssl_certificate cert.pem;
                ssl_certificate_key key.pem;
                server {
                    listen 443 ssl;
                    server_name a.test;
                    http2 on;
                    location / { return 302 /$server_protocol/$http2; }
                    location /chat {
                        proxy_pass http://127.0.0.1:9001;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection upgrade;
                    }
                    location /refused {
                        accept_extended_connect off;
                        proxy_pass http://127.0.0.1:9001;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection upgrade;
                    }
                    location /own { return 200 text; }
                    location /plain { proxy_pass http://127.0.0.1:9001; }
                    location /streams {
                        proxy_pass http://127.0.0.1:9001;
                        proxy_http_version 2;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection upgrade;
                        location /streams/always { proxy_pass http://127.0.0.1:9001; websocket_http_version 2; }
                        location /streams/never { proxy_pass http://127.0.0.1:9001; websocket_http_version 1.1; }
                    }
                }
                server { listen 82; http2 on; http2_extended_connect off; }
                server { listen 443 ssl; server_name old.test; }
                server { listen 80; }
                server { listen 81; http2 on; location / { return 302 /$http2; } }
                """);
        gangway = Gangway.builder().file(site.conf()).inspectOnly().read();
    }

    @AfterAll
    static void close() throws Exception {
        gangway.close();
        site.close();
    }

    private static Explanation explain(String url) {
        return gangway.explain(ExplainedRequest.of(url).http2());
    }

    @Test
    void a_request_is_as_the_client_would_send_it() {
        Explanation explanation = explain("https://a.test/x");

        assertThat(explanation.request().lines())
                .containsExactly(
                        "GET /x HTTP/2.0", ":method: GET", ":scheme: https", ":authority: a.test", ":path: /x", "");
        assertThat(explanation.responseField("Location")).isEqualTo("https://a.test/HTTP/2.0/h2");
        assertThat(explanation.steps())
                .anySatisfy(step -> assertThat(step.text()).isEqualTo("ALPN chooses HTTP/2"));
    }

    @Test
    void a_websocket_is_an_extended_connect() {
        Explanation explanation =
                gangway.explain(ExplainedRequest.of("wss://a.test/chat").http2());

        assertThat(explanation.request().lines())
                .containsExactly(
                        "CONNECT /chat HTTP/2.0",
                        ":method: CONNECT",
                        ":protocol: websocket",
                        ":scheme: https",
                        ":authority: a.test",
                        ":path: /chat",
                        "sec-websocket-version: 13",
                        "");
        assertThat(explanation.steps())
                .extracting(ExplanationStep::text)
                .contains(
                        "the first SETTINGS say that extended CONNECT is accepted (http2_extended_connect)",
                        "sets Upgrade: websocket");
        assertThat(explanation.status()).isEqualTo(200);
        assertThat(explanation.responseField("Upgrade")).isNull();
        assertThat(explanation.assumptions()).containsExactly("the backend accepts the upgrade");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/streams | :method: CONNECT | a stream of an HTTP/2 connection, by extended CONNECT;"
                        + " if the backend has not announced it, an upgrade over HTTP/1.1",
                "/streams/always | :method: CONNECT | a stream of an HTTP/2 connection, by extended CONNECT;"
                        + " if the backend has not announced it, 502",
                "/streams/never | GET /streams/never HTTP/1.1 | an upgrade, over HTTP/1.1"
            })
    void how_a_websocket_reaches_the_backend_is_explained(String target, String line, String step) {
        Explanation explanation =
                gangway.explain(ExplainedRequest.of("wss://a.test" + target).websocket());

        assertThat(explanation.requestLine()).isEqualTo(line);
        assertThat(explanation.steps()).extracting(ExplanationStep::text).contains(step);
    }

    @Test
    void fields_that_http2_does_without_are_named() {
        assertThat(explain("wss://a.test/streams").steps())
                .extracting(ExplanationStep::text)
                .contains(
                        "Upgrade is not sent: HTTP/2 does without it", "Connection is not sent: HTTP/2 does without it")
                .doesNotContain("Upgrade is empty: it is not sent");
        assertThat(explain("https://a.test/streams").steps())
                .extracting(ExplanationStep::text)
                .contains("Connection is not sent: HTTP/2 does without it");
    }

    @Test
    void a_location_may_refuse_extended_connect() {
        Explanation explanation =
                gangway.explain(ExplainedRequest.of("wss://a.test/refused").http2());

        assertThat(explanation.status()).isEqualTo(405);
        assertThat(explanation.steps())
                .extracting(ExplanationStep::text)
                .contains("a WebSocket over HTTP/2 gets 405 (accept_extended_connect)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/plain", "/own"})
    void a_location_without_upgrade_refuses_a_websocket(String target) {
        Explanation explanation = explain("wss://a.test" + target);

        assertThat(explanation.status()).isEqualTo(405);
        assertThat(explanation.requestLine()).isNull();
        assertThat(explanation.assumptions()).isEmpty();
        assertThat(explanation.steps())
                .extracting(ExplanationStep::text)
                .contains("a WebSocket over HTTP/2 gets 405: this location passes no upgrade");
    }

    @Test
    void a_server_may_have_no_extended_connect() {
        Explanation explanation =
                gangway.explain(ExplainedRequest.of("ws://a.test:82/chat").http2());

        assertThat(explanation.steps())
                .extracting(ExplanationStep::text)
                .contains("http2_extended_connect is off: browsers open WebSockets with HTTP/1.1 instead");
        assertThat(explanation.status()).isEqualTo(400);
    }

    @Test
    void clear_text_is_for_clients_that_know_it() {
        Explanation explanation = explain("http://a.test:81/x");

        assertThat(explanation.responseField("Location")).isEqualTo("http://a.test:81/h2c");
        assertThat(explanation.steps())
                .anySatisfy(step -> assertThat(step.text()).contains("which no browser does"));
    }

    @Test
    void a_port_without_http2_cannot_be_explained() {
        assertThatThrownBy(() -> explain("http://a.test/"))
                .isInstanceOf(ExplainException.class)
                .hasMessage("HTTP/2 is off on \"listen 0.0.0.0:80\": a client uses HTTP/1.1 (write \"http2 on;\")");
    }

    @Test
    void a_name_without_http2_cannot_be_explained() {
        assertThatThrownBy(() -> explain("https://old.test/"))
                .isInstanceOf(ExplainException.class)
                .hasMessageContaining("HTTP/2 is off on \"listen 0.0.0.0:443\" for this name");
    }

    @Test
    void a_request_for_a_server_without_http2_on_the_connection_of_another_is_misdirected() {
        Explanation explanation =
                gangway.explain(ExplainedRequest.of("https://a.test/").http2().field("Host", "old.test"));

        assertThat(explanation.status()).isEqualTo(421);
        assertThat(explanation.problem()).isEqualTo("HTTP/2 is off for this server");
    }

    @Test
    void a_field_that_http2_forbids_is_refused_as_by_the_server() {
        Explanation explanation =
                gangway.explain(ExplainedRequest.of("https://a.test/").http2().method("get"));

        assertThat(explanation.status()).isEqualTo(400);
        assertThat(explanation.problem()).contains("client sent invalid method: \"get\"");
    }
}
