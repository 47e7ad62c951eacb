package io.gangway.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.errorlog.LogLevel;
import io.gangway.explain.ExplanationStep.Topic;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplanationRecorderTest {
    private final ExplanationRecorder recorder = new ExplanationRecorder();

    private Explanation explanation() {
        return recorder.explanation("/", "GET / HTTP/1.1\r\n\r\n");
    }

    @Test
    void the_same_step_right_after_itself_is_left_out() {
        recorder.step(Topic.FILE, "a");
        recorder.step(Topic.FILE, "a");
        recorder.step(Topic.FILE, "b");
        recorder.step(Topic.FILE, "a");

        assertThat(explanation().steps()).extracting(ExplanationStep::text).containsExactly("a", "b", "a");
    }

    @Test
    void steps_of_a_subrequest_are_among_those_of_its_request() {
        recorder.step(Topic.ACCESS, "before");
        ExplanationRecorder inner = recorder.subrequest();
        inner.step(Topic.LOCATION, "inside");
        inner.response(403, List.of());

        assertThat(explanation().steps()).extracting(ExplanationStep::depth).containsExactly(0, 1);
        assertThat(explanation().status()).isZero();
    }

    @Test
    void an_error_is_the_problem_of_a_request_that_fails() {
        recorder.log(LogLevel.ERROR, "a cycle");
        recorder.response(500, List.of());

        assertThat(explanation().problem()).isEqualTo("a cycle");
        assertThat(explanation().steps()).extracting(ExplanationStep::text).containsExactly("[error] a cycle");
    }

    @Test
    void an_error_before_a_success_is_no_problem() {
        recorder.log(LogLevel.ERROR, "no such file");
        recorder.response(200, List.of());

        assertThat(explanation().problem()).isNull();
    }

    @Test
    void lines_below_warnings_are_left_out() {
        recorder.log(LogLevel.NOTICE, "quiet");

        assertThat(explanation().steps()).isEmpty();
    }
}
