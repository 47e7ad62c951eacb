package io.gangway.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gangway.Gangway;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Spans as a collector gets them: OTLP over HTTP, read with OpenTelemetry's own definition. */
class SpanExportTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    private ScriptedUpstream collector;
    private Site site;
    private Gangway gangway;

    @BeforeEach
    void startCollector() throws IOException {
        collector = ScriptedUpstream.start(
                (request, connection) -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    }

    @AfterEach
    void stop() throws IOException {
        gangway.close();
        site.close();
        collector.close();
    }

    private void serve(String exporter, String server) throws IOException {
        site = Site.of("error_log logs/error.log notice;\nevents {}\nhttp { otel_exporter { endpoint 127.0.0.1:"
                        + collector.port() + "; " + exporter
                        + " } server { listen 127.0.0.1:%{port}; server_name here; "
                        + server + " } }")
                .file("logs/here", "");
        gangway = Gangway.read(site.conf()).start();
    }

    private void get(String target, String... fields) throws IOException {
        try (RawConnection client = RawHttp.connect(gangway.port())) {
            client.send(RawHttp.request("GET", target, fields)).read("GET");
        }
    }

    private List<ResourceSpans> exported() {
        return collector.requests().stream()
                .flatMap(request -> parse(request).getResourceSpansList().stream())
                .toList();
    }

    private List<io.opentelemetry.proto.trace.v1.Span> spans() {
        return exported().stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    private io.opentelemetry.proto.trace.v1.Span span() {
        await().until(() -> !spans().isEmpty());
        assertThat(spans()).hasSize(1);
        return spans().get(0);
    }

    private static ExportTraceServiceRequest parse(RecordedRequest request) {
        byte[] body = request.body().getBytes(StandardCharsets.ISO_8859_1);
        try {
            if ("gzip".equals(request.field("Content-Encoding"))) {
                body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
            }
            return ExportTraceServiceRequest.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> attributes(List<KeyValue> pairs) {
        return pairs.stream().collect(Collectors.toMap(KeyValue::getKey, pair -> value(pair.getValue())));
    }

    private static Object value(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> value.getIntValue();
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .map(SpanExportTest::value)
                        .toList();
            default -> value.toString();
        };
    }

    private static String hex(com.google.protobuf.ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    @Test
    void a_span_has_the_attributes_of_nginx() throws IOException {
        serve("interval 20ms;", "location /a { otel_trace on; otel_trace_context propagate; return 200 hello; }");
        long before = System.currentTimeMillis();
        get("/a?x=1", "traceparent: 00-" + TRACE + "-" + SPAN + "-01", "tracestate: a=b", "User-Agent: test/1");

        io.opentelemetry.proto.trace.v1.Span span = span();
        assertThat(span.getName()).isEqualTo("/a");
        assertThat(span.getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
        assertThat(hex(span.getTraceId())).isEqualTo(TRACE);
        assertThat(hex(span.getParentSpanId())).isEqualTo(SPAN);
        assertThat(hex(span.getSpanId())).matches("[0-9a-f]{16}").isNotEqualTo(SPAN);
        assertThat(span.getTraceState()).isEqualTo("a=b");
        assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
        assertThat(span.getStartTimeUnixNano()).isLessThanOrEqualTo(span.getEndTimeUnixNano());
        assertThat(span.getEndTimeUnixNano() / 1_000_000).isBetween(before - 1000, System.currentTimeMillis() + 1000);
        Map<String, Object> attributes = attributes(span.getAttributesList());
        assertThat(attributes.remove("net.sock.peer.port")).isInstanceOf(Long.class);
        assertThat(attributes)
                .containsOnly(
                        Map.entry("http.method", "GET"),
                        Map.entry("http.target", "/a?x=1"),
                        Map.entry("http.route", "/a"),
                        Map.entry("http.scheme", "http"),
                        Map.entry("http.flavor", "1.1"),
                        Map.entry("http.user_agent", "test/1"),
                        Map.entry("http.request_content_length", 0L),
                        Map.entry("http.response_content_length", 5L),
                        Map.entry("http.status_code", 200L),
                        Map.entry("net.host.name", "here"),
                        Map.entry("net.host.port", (long) gangway.port()),
                        Map.entry("net.sock.peer.addr", "127.0.0.1"));
    }

    @Test
    void a_batch_goes_to_the_path_of_otlp_with_resource_and_headers() throws IOException {
        serve(
                "interval 20ms; header X-Api-Key secret;",
                "location / { otel_trace on; return 204; } } otel_service_name shop;"
                        + " otel_resource_attr deployment.environment test; server { listen 127.0.0.1:0;");
        get("/");

        span();
        RecordedRequest request = collector.requests().get(0);
        assertThat(request.line()).isEqualTo("POST /v1/traces HTTP/1.1");
        assertThat(request.field("Content-Type")).isEqualTo("application/x-protobuf");
        assertThat(request.field("X-Api-Key")).isEqualTo("secret");
        assertThat(attributes(exported().get(0).getResource().getAttributesList()))
                .containsOnly(Map.entry("service.name", "shop"), Map.entry("deployment.environment", "test"));
    }

    @Test
    void names_and_attributes_may_contain_variables() throws IOException {
        serve(
                "interval 20ms;",
                "location / { otel_trace on; otel_span_name \"$request_method $uri\"; otel_span_attr who $arg_who;"
                        + " otel_span_attr http.request.header.x $http_x; return 503; }");
        get("/b?who=me", "X: y");

        io.opentelemetry.proto.trace.v1.Span span = span();
        assertThat(span.getName()).isEqualTo("GET /b");
        assertThat(attributes(span.getAttributesList()))
                .containsEntry("who", "me")
                .containsEntry("http.request.header.x", List.of("y"))
                .containsEntry("http.status_code", 503L);
        assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
        assertThat(span.getParentSpanId().isEmpty()).isTrue();
    }

    @Test
    void a_variable_chooses_what_is_sampled() throws IOException {
        serve("interval 20ms;", "location / { otel_trace $arg_trace; return 204; }");
        for (String value : List.of("off", "0", "", "yes", "1", "on")) {
            get("/?trace=" + value);
        }

        await().until(() -> spans().size() == 2);
        assertThat(spans().stream()
                        .map(span -> attributes(span.getAttributesList()).get("http.target")))
                .containsExactly("/?trace=1", "/?trace=on");
    }

    @Test
    void the_span_of_a_tunnel_is_its_handshake() throws IOException {
        try (ScriptedUpstream backend = ScriptedUpstream.start(WebSocketPeer.echo())) {
            serve(
                    "interval 20ms;",
                    "location / { otel_trace on; proxy_pass http://127.0.0.1:" + backend.port()
                            + "; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade;"
                            + " proxy_set_header Connection upgrade; }");
            try (WebSocketPeer client = WebSocketPeer.connect(gangway.port(), "/")) {
                io.opentelemetry.proto.trace.v1.Span span = span();
                assertThat(attributes(span.getAttributesList())).containsEntry("http.status_code", 101L);
                client.send("still open");
                assertThat(client.read().text()).isEqualTo("still open");
            }
            get("/");
            await().until(() -> spans().size() == 2);
        }
    }

    @Test
    void what_is_queued_is_sent_when_the_server_stops() throws IOException {
        serve("interval 1h;", "location / { otel_trace on; return 204; }");
        get("/");
        gangway.close();

        assertThat(spans()).hasSize(1);
    }

    @Test
    void a_collector_that_fails_costs_one_line() throws IOException {
        serve("interval 20ms;", "location / { otel_trace on; return 204; }");
        collector.respond((request, connection) -> connection.send("HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n"));
        get("/");

        await().untilAsserted(() -> assertThat(Files.readString(site.dir().resolve("logs/error.log")))
                .containsOnlyOnce("OTel export failure: "));
    }

    @Test
    void spans_beyond_the_queue_are_dropped() throws IOException {
        serve("interval 1h; batch_size 2; batch_count 1;", "location / { otel_trace on; return 204; }");
        collector.respond((request, connection) -> connection.awaitClose(Duration.ofSeconds(20)));
        for (int i = 0; i < 8; i++) {
            get("/");
        }

        assertThat(Files.readString(site.dir().resolve("logs/error.log"))).contains("OTel dropped records: 1");
    }
}
