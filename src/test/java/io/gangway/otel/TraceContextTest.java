package io.gangway.otel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    @Test
    void a_valid_parent_is_read() {
        assertThat(TraceContext.parse("00-" + TRACE + "-" + SPAN + "-01", "a=b"))
                .isEqualTo(new TraceContext(TRACE, SPAN, true, "a=b"));
        assertThat(TraceContext.parse("00-" + TRACE + "-" + SPAN + "-02", null))
                .isEqualTo(new TraceContext(TRACE, SPAN, false, ""));
        assertThat(TraceContext.parse("00-" + TRACE + "-" + SPAN + "-ff", null).sampled())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "01-" + TRACE + "-" + SPAN + "-01",
                "00-" + TRACE + "-" + SPAN + "-01-more",
                "00-" + TRACE + "-" + SPAN + "-0g",
                "00-" + TRACE + "-" + SPAN + "-1",
                "00_" + TRACE + "-" + SPAN + "-01",
                "00-" + TRACE + "_" + SPAN + "-01",
                "00-" + TRACE + "-" + SPAN + "_01",
                "00-0AF7651916cd43dd8448eb211c80319c-" + SPAN + "-01",
                "00-00000000000000000000000000000000-" + SPAN + "-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-" + TRACE + "-b7ad6b716920333\u0131-01"
            })
    void a_malformed_parent_is_ignored(String text) {
        assertThat(TraceContext.parse(text, null)).isNull();
    }

    @Test
    void a_missing_parent_is_ignored() {
        assertThat(TraceContext.parse(null, "a=b")).isNull();
    }

    @Test
    void a_new_span_continues_the_trace_of_its_parent() {
        TraceContext parent = new TraceContext(TRACE, SPAN, true, "a=b");
        TraceContext span = TraceContext.generate(parent, false);
        assertThat(span.traceId()).isEqualTo(TRACE);
        assertThat(span.spanId()).matches("[0-9a-f]{16}").isNotEqualTo(SPAN);
        assertThat(span.sampled()).isFalse();
        assertThat(span.state()).isEqualTo("a=b");
        assertThat(span.traceParent()).isEqualTo("00-" + TRACE + "-" + span.spanId() + "-00");
    }

    @Test
    void a_new_trace_has_random_ids() {
        TraceContext one = TraceContext.generate(null, true);
        TraceContext other = TraceContext.generate(null, true);
        assertThat(one.traceParent()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
        assertThat(one.traceId()).isNotEqualTo(other.traceId());
        assertThat(one.spanId()).isNotEqualTo(other.spanId());
    }
}
