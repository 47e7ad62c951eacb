package io.gangway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.config.Directive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrpcDirectivesTest {
    private static final List<String> NAMES =
            GrpcDirectives.ALL.stream().map(Directive::name).sorted().toList();

    @Test
    void every_directive_of_nginx_is_declared() throws IOException {
        try (InputStream known = Directive.class.getResourceAsStream("/io/gangway/conf/known-directives.txt")) {
            assertThat(new String(known.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(name -> name.startsWith("grpc_"))
                            .sorted())
                    .containsExactlyElementsOf(NAMES.stream()
                            .filter(name -> !name.equals("grpc_http2_max_concurrent_streams"))
                            .toList());
        }
    }

    @Test
    void a_directive_for_buffers_is_not_declared() {
        assertThat(NAMES)
                .doesNotContain("grpc_buffering", "grpc_request_buffering", "grpc_buffers", "grpc_store")
                .contains("grpc_buffer_size");
    }
}
