package io.gangway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostPortTest {
    @ParameterizedTest
    @CsvSource({
        "backend,backend,80,''",
        "backend:8080,backend,8080,''",
        "backend/a/b,backend,80,/a/b",
        "backend:81/,backend,81,/",
        "backend?a=/b,backend,80,?a=/b",
        "backend/a:b,backend,80,/a:b",
        "[::1]:8080/x,[::1],8080,/x",
        "[::1],[::1],80,''",
        "unix:/a/b,/a/b,0,''",
        "unix:/a/b:/uri,/a/b,0,/uri",
        "unix:/a/b:,/a/b,0,''",
    })
    void host_port_and_uri_are_parsed(String text, String host, int port, String uri) throws Exception {
        HostPort read = HostPort.parse(text, 80, true);
        assertThat(read.host()).isEqualTo(host);
        assertThat(read.port()).isEqualTo(port);
        assertThat(read.uri()).isEqualTo(uri);
    }

    @ParameterizedTest
    @CsvSource({
        "backend:0,invalid port",
        "backend:65536,invalid port",
        "backend:x,invalid port",
        "backend:,invalid port",
        ":80,no host",
        "/uri,no host",
        "[::1,invalid host",
        "unix:,no path in the unix domain socket",
    })
    void invalid_addresses_are_rejected_in_nginx_words(String text, String message) {
        assertThatThrownBy(() -> HostPort.parse(text, 80, true)).hasMessage(message);
    }
}
