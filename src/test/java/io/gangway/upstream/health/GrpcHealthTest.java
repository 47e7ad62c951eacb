package io.gangway.upstream.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.http.BadMessageException;
import io.gangway.http.Fields;
import io.gangway.http.ResponseHead;
import io.gangway.http.ResponseHeadBuilder;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrpcHealthTest {
    /** A response with this {@code grpc-status} in its trailers. */
    private static final class Received extends CheckResponse {
        private final ResponseHead head;
        private final Fields trailers;

        Received(String status, boolean inHead, int... body) throws BadMessageException {
            ResponseHeadBuilder builder = new ResponseHeadBuilder(1000);
            builder.field(":status", "200");
            Fields.Builder end = Fields.builder();
            if (inHead) {
                builder.field("grpc-status", status);
            } else if (status != null) {
                end.add("grpc-status", status);
            }
            head = builder.complete(false);
            trailers = end.build();
            keepBody();
            ByteBuffer bytes = ByteBuffer.allocate(body.length);
            for (int each : body) {
                bytes.put((byte) each);
            }
            body(bytes.flip());
        }

        @Override
        protected boolean read(ByteBuffer in) {
            return true;
        }

        @Override
        protected boolean isWholeAtEnd() {
            return false;
        }

        @Override
        protected ResponseHead head() {
            return head;
        }

        @Override
        protected Fields trailers() {
            return trailers;
        }

        @Override
        protected boolean allowsReuse() {
            return false;
        }
    }

    private static String fault(int expected, CheckResponse response) {
        return new GrpcHealth("", expected).fault(response);
    }

    @Test
    void the_message_without_a_service_is_empty() {
        assertThat(new GrpcHealth("", 0).message()).containsExactly(0, 0, 0, 0, 0);
    }

    @Test
    void the_message_names_the_service() {
        assertThat(new GrpcHealth("a.B", 0).message()).containsExactly(0, 0, 0, 0, 5, 0x0a, 3, 'a', '.', 'B');
    }

    @Test
    void the_length_of_a_long_service_has_two_bytes() {
        assertThat(new GrpcHealth("x".repeat(300), 0).message())
                .hasSize(5 + 3 + 300)
                .startsWith(0, 0, 0, 1, 0x2f, 0x0a, 0xac, 2, 'x');
    }

    @Test
    void a_server_that_is_serving_passes() throws Exception {
        assertThat(fault(0, new Received("0", false, 0, 0, 0, 0, 2, 8, 1))).isNull();
    }

    @ParameterizedTest
    @CsvSource({"2, the service is not serving: 2", "3, the service is not serving: 3"})
    void a_server_in_another_state_fails(int state, String fault) throws Exception {
        assertThat(fault(0, new Received("0", false, 0, 0, 0, 0, 2, 8, state))).isEqualTo(fault);
    }

    @Test
    void a_message_without_a_state_fails() throws Exception {
        assertThat(fault(0, new Received("0", false, 0, 0, 0, 0, 0))).isEqualTo("the service is not serving: 0");
        assertThat(fault(0, new Received("0", false))).isEqualTo("the service is not serving: -1");
        assertThat(fault(0, new Received("0", false, 1, 0, 0, 0, 2, 8, 1))).isEqualTo("the service is not serving: -1");
    }

    @Test
    void another_status_fails() throws Exception {
        assertThat(fault(0, new Received("12", true))).isEqualTo("the gRPC status is 12");
        assertThat(fault(12, new Received("0", false, 0, 0, 0, 0, 2, 8, 1))).isEqualTo("the gRPC status is 0");
        assertThat(fault(0, new Received(null, false))).isEqualTo("the response has no grpc-status");
    }

    @Test
    void the_expected_status_passes() throws Exception {
        assertThat(fault(12, new Received("12", true))).isNull();
        assertThat(fault(5, new Received("5", false))).isNull();
    }
}
