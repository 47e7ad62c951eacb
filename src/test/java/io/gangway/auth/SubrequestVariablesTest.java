package io.gangway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Values of variables in a subrequest, as recorded from nginx 1.30.6; more of them are in
 * {@code subrequest-variables.pairs}.
 */
class SubrequestVariablesTest {
    private ScriptedUpstream backend;
    private Site site;
    private GangwayServer server;

    @BeforeEach
    void start() throws IOException {
        backend = ScriptedUpstream.start(Script.body("ok"));
        site = Site.create().backend(backend);
        site.config("""
                map $request_method $mapped { POST post; default other; }
                server {
                    listen 127.0.0.1:%{port};
                    set $set "$request_method $uri";
                    location / { auth_request /auth; proxy_pass http://%{backend}; }
                    location /refused/ { auth_request /method; proxy_pass http://%{backend}; }
                    location /named/ { auth_request /names; proxy_pass http://%{backend}; }
                    location = /method { internal; if ($request_method = POST) { return 403; } return 200; }
                    location = /names { internal; proxy_pass http://%{backend}; }
                    location = /auth {
                        internal;
                        proxy_pass http://%{backend};
                        proxy_pass_request_body off;
                        proxy_set_header Content-Length "";
                        proxy_set_header Method "$request_method|$mapped|$set";
                        proxy_set_header Uri "$request_uri|$uri|$args|$is_args";
                        proxy_set_header Length "$request_length|$content_length|$request_body";
                    }
                }
                """);
        server = GangwayServer.start(site);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        backend.close();
        site.close();
    }

    private int send(String method, String uri, String framing, String body) throws Exception {
        return RawHttp.send(
                        server.port(), method + " " + uri + " HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n\r\n" + body)
                .status();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE"})
    void the_method_variable_is_that_of_the_client(String method) throws Exception {
        assertThat(send(method, "/x?a=b", "Content-Length: 5", "hello")).isEqualTo(200);
        RecordedRequest subrequest = backend.requests().get(0);
        String mapped = method.equals("POST") ? "post" : "other";
        assertThat(subrequest.head()).startsWith("GET /auth HTTP/1.1\r\n");
        assertThat(subrequest.field("Method")).isEqualTo(method + "|" + mapped + "|" + method + " /auth");
        assertThat(subrequest.field("Uri")).isEqualTo("/x?a=b|/auth||");
        assertThat(subrequest.field("Length")).isEqualTo("0|5|");
        assertThat(backend.requests().get(1).body()).isEqualTo("hello");
    }

    @Test
    void a_subrequest_can_refuse_by_the_method() throws Exception {
        assertThat(send("POST", "/refused/", "Content-Length: 5", "hello")).isEqualTo(403);
        assertThat(backend.requests()).isEmpty();
        assertThat(send("PUT", "/refused/", "Content-Length: 5", "hello")).isEqualTo(200);
    }

    @Test
    void a_subrequest_sends_no_length_of_a_chunked_body() throws Exception {
        assertThat(send("POST", "/named/", "Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n"))
                .isEqualTo(200);
        assertThat(backend.requests().get(0).field("Content-Length")).isNull();
        assertThat(send("POST", "/", "Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n"))
                .isEqualTo(200);
        assertThat(backend.requests().get(2).field("Length")).isEqualTo("0||");
    }

    @Test
    void a_subrequest_does_not_announce_the_body_of_the_client() throws Exception {
        assertThat(send("POST", "/named/", "Content-Length: 5", "hello")).isEqualTo(200);
        assertThat(backend.requests().get(0).field("Content-Length")).isEqualTo("0");
    }
}
