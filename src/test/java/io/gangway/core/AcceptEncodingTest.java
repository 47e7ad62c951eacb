package io.gangway.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptEncodingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "GZIP",
                "gzip,deflate",
                "deflate, gzip",
                "gzip ;q=1",
                "gzip;q=1.000",
                "gzip;q=0.001",
                "gzip; q=0.5, br",
                "gzip;",
                "x-gzip, gzip"
            })
    void gzip_is_accepted(String value) {
        assertThat(AcceptEncoding.hasGzip(value)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "gzi",
                "deflate",
                "*",
                "x-gzip",
                "gzipx",
                "gzip;q=0",
                "gzip;q=0.000",
                "gzip;q=1.001",
                "gzip;q=2",
                "gzip;q=",
                "gzip;q",
                "gzip;q=0.1234",
                "gzip; x=1",
                "gzip x"
            })
    void gzip_is_not_accepted(String value) {
        assertThat(AcceptEncoding.hasGzip(value)).isFalse();
    }
}
