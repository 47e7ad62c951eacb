package io.gangway.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConfigurationCheck;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExporterBlockTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "otel_exporter { }|\"otel_exporter\" requires \"endpoint\" in nginx.conf:3",
                "otel_exporter { endpoint; }|invalid number of arguments in \"endpoint\" directive of \"otel_exporter\" in nginx.conf:3",
                "otel_exporter { endpoint a:1; endpoint b:1; }|\"endpoint\" directive of \"otel_exporter\" is duplicate in nginx.conf:3",
                "otel_exporter { endpoint 'a b:1'; }|invalid \"endpoint\" of \"otel_exporter\": \"a b:1\" in nginx.conf:3",
                "otel_exporter { endpoint ftp://a:1; }|invalid \"endpoint\" of \"otel_exporter\": \"ftp://a:1\" in nginx.conf:3",
                "otel_exporter { endpoint a:1; colour red; }|unknown directive \"colour\" in \"otel_exporter\" in nginx.conf:3",
                "otel_exporter { endpoint a:1; interval x; }|\"interval\" directive invalid value in nginx.conf:3",
                "otel_exporter { endpoint a:1; batch_size 0; }|\"batch_size\" directive of \"otel_exporter\" has invalid value in nginx.conf:3",
                "otel_exporter { endpoint a:1; header 'a b' c; }|\"header\" directive of \"otel_exporter\" has invalid header name in nginx.conf:3",
                "otel_exporter { endpoint a:1; trusted_certificate none.pem; }|failed to open \"none.pem\" in nginx.conf:3",
                "otel_exporter { endpoint a:1; } otel_exporter { endpoint b:1; }|\"otel_exporter\" directive is duplicate in nginx.conf:3",
                "server { otel_trace_context sometimes; }|invalid value \"sometimes\" in nginx.conf:3",
            })
    void a_wrong_value_is_an_error(String directives, String message) throws IOException {
        assertThat(ConfigurationCheck.messages(directives)).containsExactly("[emerg] " + message);
    }

    @Test
    void a_trace_needs_an_exporter() throws IOException {
        assertThat(ConfigurationCheck.messages("server {\notel_trace on;\n}"))
                .singleElement()
                .asString()
                .startsWith("[emerg] \"otel_exporter\" block is missing in nginx.conf:");
    }

    @Test
    void a_context_needs_no_exporter() throws IOException {
        assertThat(ConfigurationCheck.messages("otel_trace_context propagate; server { }"))
                .isEmpty();
    }

    @Test
    void the_port_of_grpc_is_a_warning() throws IOException {
        assertThat(ConfigurationCheck.messages("otel_exporter { endpoint localhost:4317; }"))
                .containsExactly(
                        "[warn] \"otel_exporter\" sends OTLP over HTTP, but port 4317 is that of OTLP over gRPC;"
                                + " collectors use 4318 for HTTP in nginx.conf:3");
    }
}
