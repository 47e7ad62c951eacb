package io.gangway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JettyVersionTest {
    @ParameterizedTest
    @ValueSource(strings = {"12.0.27", "11.0.24", "9.4.57.v20241219"})
    void an_older_jetty_is_rejected_with_a_solution(String version) {
        assertThat(JettyVersion.error(version)).contains(version, "12.1 or newer", "jetty.version");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12.1.10", "12.2.0.alpha1", "13.0.1", "UNKNOWN"})
    void other_versions_are_accepted(String version) {
        assertThat(JettyVersion.error(version)).isNull();
    }

    @Test
    void the_version_of_this_build_is_accepted() {
        assertThatCode(JettyVersion::check).doesNotThrowAnyException();
    }
}
