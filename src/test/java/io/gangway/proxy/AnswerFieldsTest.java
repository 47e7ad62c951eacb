package io.gangway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import org.junit.jupiter.api.Test;

/** Which fields of a backend's answer the client sees. */
class AnswerFieldsTest extends BackendTest {
    @Test
    void the_server_and_date_of_a_backend_are_hidden_behind_our_own() throws Exception {
        backend.answer(Script.raw("HTTP/1.1 200 OK\r\nServer: theirs\r\nDate: then\r\nContent-Length: 0\r\n\r\n"));
        RawResponse answer = RawHttp.get(start("proxy_pass http://%{backend};"), "/");
        assertThat(answer.field("Server")).isEqualTo("gangway");
        assertThat(answer.field("Date")).endsWith(" GMT");
    }

    @Test
    void the_server_and_date_of_a_backend_go_through_where_they_are_passed() throws Exception {
        backend.answer(Script.raw("HTTP/1.1 200 OK\r\nServer: theirs\r\nDate: then\r\nContent-Length: 0\r\n\r\n"));
        int port = start("proxy_pass http://%{backend}; proxy_pass_header Server; proxy_pass_header Date;");
        RawResponse answer = RawHttp.get(port, "/");
        assertThat(answer.field("Server")).isEqualTo("theirs");
        assertThat(answer.field("Date")).isEqualTo("then");
    }

    @Test
    void ours_do_not_stand_in_for_a_server_and_date_that_are_passed_but_were_not_sent() throws Exception {
        backend.answer(Script.raw("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        int port = start("proxy_pass http://%{backend}; proxy_pass_header Server; proxy_pass_header Date;");
        String head = RawHttp.get(port, "/").head();
        assertThat(head).doesNotContain("Server:").doesNotContain("Date:");
    }

    @Test
    void an_error_of_ours_has_server_and_date_even_where_the_backends_are_passed() throws Exception {
        backend.answer(Script.close());
        int port = start("proxy_pass http://%{backend}; proxy_pass_header Server; proxy_pass_header Date;");
        assertThat(RawHttp.get(port, "/").head())
                .contains("502")
                .contains("Server: gangway")
                .contains("Date: ");
    }

    @Test
    void a_server_and_date_that_are_hidden_all_the_same_are_ours() throws Exception {
        backend.answer(Script.raw("HTTP/1.1 200 OK\r\nX-Pad: avoid\r\nX-Secret: s\r\nContent-Length: 0\r\n\r\n"));
        int port = start("proxy_pass http://%{backend}; proxy_hide_header X-Secret; proxy_pass_header X-Pad;");
        assertThat(RawHttp.get(port, "/").head())
                .contains("Server: gangway", "X-Pad")
                .doesNotContain("X-Secret");
    }
}
