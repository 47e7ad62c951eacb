package io.gangway.tls.openssl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostMatchTest {
    @ParameterizedTest
    @CsvSource({
        "a.test, a.test, true",
        "a.test, b.test, false",
        "*.a.test, x.a.test, true",
        "*.a.test, x.y.a.test, false",
        "*.a.test, a.test, false",
        "*.a.test, .a.test, false",
        "*.test, a.test, false",
        "x*.a.test, xyz.a.test, true",
        "x*.a.test, x.a.test, true",
        "*x.a.test, yx.a.test, true",
        "x*z.a.test, xyz.a.test, true",
        "x*x.a.test, x.a.test, false",
        "*x.a.test, xn--yx.a.test, false",
        "*.a.test, xn--y.a.test, true",
        "a.*.test, a.b.test, false",
        "*.*.test, a.b.test, false",
        "**.b.test, a.b.test, false",
        "*, a, false",
        "*.a.test, c_d.a.test, false",
        "*.a_b.test, x.a_b.test, false",
        "c_d.a.test, c_d.a.test, true",
    })
    void wildcards_match_as_in_openssl(String pattern, String host, boolean expected) {
        assertThat(HostMatch.matches(pattern, host)).isEqualTo(expected);
    }
}
