package io.gangway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.Gangway;
import io.gangway.explain.ExplainedRequest;
import io.gangway.explain.Explanation;
import io.gangway.explain.ExplanationStep;
import io.gangway.testing.Site;
import org.junit.jupiter.api.Test;

/** A call that would be passed to a gRPC server is explained. */
class GrpcExplanationTest {
    private static Explanation explain(String location) throws Exception {
        try (Site site = Site.of("server { listen 80; http2 on; location / {\n" + location + "\n} }\n");
                Gangway gangway =
                        Gangway.builder().file(site.conf()).inspectOnly().read()) {
            return gangway.explain(ExplainedRequest.of("http://localhost/a.B/Get?c=d")
                    .method("POST")
                    .field("TE", "trailers")
                    .field("X-Sent", "yes"));
        }
    }

    @Test
    void the_head_is_that_of_HTTP_2() throws Exception {
        Explanation explanation = explain("grpc_pass 127.0.0.1:9000;");

        assertThat(explanation.requestHead())
                .isEqualTo(":method: POST\r\n:scheme: http\r\n:path: /a.B/Get?c=d\r\n:authority: 127.0.0.1:9000\r\n"
                        + "te: trailers\r\nx-sent: yes\r\n\r\n");
        assertThat(explanation.upstreamUri()).isEqualTo("/a.B/Get?c=d");
    }

    @Test
    void the_settings_are_explained() throws Exception {
        Explanation explanation = explain("grpc_set_header Host backend.test;\ngrpc_set_header X-Empty $arg_none;\n"
                + "grpc_set_header X-Set $arg_c;\ngrpc_read_timeout 5s;\ngrpc_pass grpc://127.0.0.1:9000;");

        assertThat(explanation.requestHead())
                .contains("\r\nhost: backend.test\r\nx-set: d\r\n")
                .doesNotContain(":authority");
        assertThat(explanation.steps())
                .extracting(ExplanationStep::text)
                .contains(
                        "grpc_pass grpc://127.0.0.1:9000",
                        "sets Host: backend.test",
                        "X-Empty is empty: it is not sent",
                        "sets X-Set: d",
                        "at most 5 s between two reads from the backend (grpc_read_timeout)",
                        "the request body and the response are passed on as they arrive")
                .noneMatch(text -> text.contains("grpc_buffering") || text.contains("grpc_request_buffering"));
    }
}
