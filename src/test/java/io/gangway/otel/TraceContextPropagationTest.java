package io.gangway.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.Gangway;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code otel_trace_context} and the variables, as nginx's otel module has them. */
class TraceContextPropagationTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";
    private static final String[] CONTEXT = {"Traceparent: 00-" + TRACE + "-" + SPAN + "-01", "tracestate: a=b,c=d"};
    private static final String VARIABLES = "\"$otel_trace_id $otel_span_id $otel_parent_id $otel_parent_sampled\"";

    private ScriptedUpstream backend;
    private Site site;
    private Gangway gangway;

    @BeforeEach
    void startBackend() throws IOException {
        backend = ScriptedUpstream.start(
                (request, connection) -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    }

    @AfterEach
    void stop() throws IOException {
        gangway.close();
        site.close();
        backend.close();
    }

    private void serve(String directives) throws IOException {
        site = Site.create().backend(backend).config("server { listen 127.0.0.1:%{port}; " + directives + " }");
        gangway = Gangway.read(site.conf()).start();
    }

    private String body(String target, String... fields) throws IOException {
        return get(target, fields).body();
    }

    private RawResponse get(String target, String... fields) throws IOException {
        try (RawConnection client = RawHttp.connect(gangway.port())) {
            return client.send(RawHttp.request("GET", target, fields)).read("GET");
        }
    }

    private RecordedRequest passed(String target, String... fields) throws IOException {
        assertThat(get(target, fields).status()).isEqualTo(200);
        return backend.requests().get(backend.requests().size() - 1);
    }

    @Test
    void without_a_setting_the_fields_pass_unchanged() throws IOException {
        serve("location / { proxy_pass http://%{backend}; }");
        RecordedRequest request = passed("/", CONTEXT);
        assertThat(request.field("traceparent")).isEqualTo("00-" + TRACE + "-" + SPAN + "-01");
        assertThat(request.field("tracestate")).isEqualTo("a=b,c=d");
    }

    @Test
    void propagate_continues_the_trace() throws IOException {
        serve(
                "otel_trace_context propagate; add_header Span $otel_span_id; location / { proxy_pass http://%{backend}; }");
        RecordedRequest request = passed("/", CONTEXT);
        assertThat(request.field("traceparent")).matches("00-" + TRACE + "-[0-9a-f]{16}-00");
        assertThat(request.field("traceparent")).doesNotContain(SPAN);
        assertThat(request.field("tracestate")).isEqualTo("a=b,c=d");
        assertThat(request.fields().all("traceparent")).hasSize(1);
    }

    @Test
    void propagate_starts_a_trace_where_the_client_sends_none() throws IOException {
        serve("location / { otel_trace_context propagate; proxy_pass http://%{backend}; }");
        RecordedRequest request = passed("/");
        assertThat(request.field("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
        assertThat(request.field("tracestate")).isNull();
    }

    @Test
    void inject_does_not_trust_the_client() throws IOException {
        serve("location / { otel_trace_context inject; proxy_pass http://%{backend}; }");
        RecordedRequest request = passed("/", CONTEXT);
        assertThat(request.field("traceparent"))
                .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00")
                .doesNotContain(TRACE);
        assertThat(request.field("tracestate")).isNull();
    }

    @Test
    void extract_leaves_the_fields() throws IOException {
        serve("location /v { otel_trace_context extract; return 200 " + VARIABLES + "; }"
                + " location / { otel_trace_context extract; proxy_pass http://%{backend}; }");
        assertThat(passed("/", CONTEXT).field("traceparent")).isEqualTo("00-" + TRACE + "-" + SPAN + "-01");
        assertThat(body("/v", CONTEXT)).matches(TRACE + " [0-9a-f]{16} " + SPAN + " 1");
    }

    @Test
    void variables_have_values_without_a_setting() throws IOException {
        serve("location / { return 200 " + VARIABLES + "; }");
        assertThat(body("/", CONTEXT)).matches("[0-9a-f]{32} [0-9a-f]{16}  0").doesNotContain(TRACE);
    }

    @Test
    void variables_keep_their_values_within_a_request() throws IOException {
        serve("location / { return 200 \"$otel_trace_id$otel_span_id $otel_trace_id$otel_span_id\"; }");
        String[] twice = body("/").split(" ");
        assertThat(twice[0]).hasSize(48).isEqualTo(twice[1]);
    }

    @Test
    void the_variables_and_the_injected_field_agree() throws IOException {
        serve("location / { otel_trace_context propagate; proxy_pass http://%{backend};"
                + " proxy_set_header Ids \"$otel_trace_id-$otel_span_id\"; proxy_set_header Old $http_traceparent; }");
        RecordedRequest request = passed("/", CONTEXT);
        assertThat(request.field("traceparent")).isEqualTo("00-" + request.field("Ids") + "-00");
        assertThat(request.field("Old")).isEqualTo(request.field("traceparent"));
    }

    @Test
    void an_internal_redirect_keeps_the_trace() throws IOException {
        serve("otel_trace_context propagate; location /a { try_files /none /b; }"
                + " location /b { otel_trace_context inject; proxy_pass http://%{backend}; }");
        assertThat(passed("/a", CONTEXT).field("traceparent")).startsWith("00-" + TRACE);
    }

    @Test
    void the_inner_location_decides() throws IOException {
        serve("otel_trace_context propagate; location / { otel_trace_context ignore; proxy_pass http://%{backend}; }");
        assertThat(passed("/", CONTEXT).field("traceparent")).isEqualTo("00-" + TRACE + "-" + SPAN + "-01");
    }

    @Test
    void a_configured_field_takes_precedence() throws IOException {
        serve("location / { otel_trace_context inject; proxy_set_header traceparent mine;"
                + " proxy_pass http://%{backend}; }");
        assertThat(passed("/", CONTEXT).field("traceparent")).isEqualTo("mine");
    }

    @Test
    void an_upgrade_carries_the_context() throws IOException {
        serve("location / { otel_trace_context propagate; proxy_pass http://%{backend}; proxy_http_version 1.1;"
                + " proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }");
        try (RawConnection client = RawHttp.connect(gangway.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: upgrade\r\n" + CONTEXT[0]
                            + "\r\n\r\n")
                    .read("GET");
        }
        assertThat(backend.requests().get(0).field("traceparent")).startsWith("00-" + TRACE);
    }
}
