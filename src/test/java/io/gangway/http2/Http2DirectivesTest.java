package io.gangway.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConfigurationCheck;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Http2DirectivesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http2 on; http2_extended_connect on; accept_extended_connect off;",
                "server { http2_extended_connect off; }",
                "server { accept_extended_connect on; location / { accept_extended_connect off; } }",
            })
    void extended_connect_is_switched_for_servers_and_locations(String directives) throws IOException {
        assertThat(ConfigurationCheck.messages(directives)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server { location / { http2_extended_connect on; } }"
                        + " | \"http2_extended_connect\" directive is not allowed here",
                "http2_extended_connect yes; | invalid value \"yes\" in \"http2_extended_connect\" directive, it must be"
                        + " \"on\" or \"off\"",
                "accept_extended_connect 1; | invalid value \"1\" in \"accept_extended_connect\" directive, it must be"
                        + " \"on\" or \"off\"",
                "accept_extended_connect on; accept_extended_connect on;"
                        + " | \"accept_extended_connect\" directive is duplicate",
                "http2_chunk_size 0; | the http2 chunk size cannot be zero",
                "http2_body_preread_size 4g; | \"http2_body_preread_size\" directive invalid value",
                "http2_streams_index_size 3; | \"http2_streams_index_size\" directive must be a power of two",
            })
    void a_wrong_value_is_an_error(String directives, String message) throws IOException {
        assertThat(ConfigurationCheck.messages(directives))
                .singleElement()
                .asString()
                .startsWith("[emerg] " + message);
    }

    @Test
    void an_obsolete_directive_is_a_warning() throws IOException {
        assertThat(ConfigurationCheck.messages("http2_max_requests 10;"))
                .singleElement()
                .asString()
                .startsWith("[warn] the \"http2_max_requests\" directive is obsolete, use the \"keepalive_requests\"");
    }
}
