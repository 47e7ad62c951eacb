package io.gangway.junit;

import static io.gangway.junit.GangwayAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.explain.ExplainedRequest;
import io.gangway.testing.ScriptedUpstream;
import org.junit.jupiter.api.Test;

/** Assertions about requests that are explained and not sent. */
@GangwayTest("src/test/resources/junit/observed.conf")
class ExplanationFixtureTest {
    @Upstream("127.0.0.1:8094")
    private ScriptedUpstream backend;

    @Test
    void a_request_is_explained_without_a_backend(Proxy proxy) {
        assertThat(proxy)
                .explains(ExplainedRequest.of("/chat?room=1").websocket())
                .goesTo(backend.address())
                .withUri("/chat?room=1")
                .withRequestField("Upgrade", "websocket")
                .inLocation("/")
                .hasStatus(101);

        assertThat(backend.requests()).isEmpty();
    }

    @Test
    void a_failure_shows_the_explanation(Proxy proxy) {
        assertThatThrownBy(() -> assertThat(proxy.gangway()).explains("/api/1").withUri("/2"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("expected: \"/2\"")
                .hasMessageContaining("actual:   \"/api/1\"")
                .hasMessageContaining("location /: the longest prefix of \"/api/1\"")
                .hasMessageContaining("\nobserved.conf:9");
    }
}
