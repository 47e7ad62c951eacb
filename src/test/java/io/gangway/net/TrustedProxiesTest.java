package io.gangway.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The addresses found in lists; expected results are nginx's. {@code ;} separates the lines of a field. */
class TrustedProxiesTest {
    private static final String NOBODY = "nobody";

    private final SocketAddress peer = TrustedProxies.peer(Network.address("127.0.0.1"));
    private final TrustedProxies proxies = new TrustedProxies(
            Stream.of("127.0.0.1", "10.0.0.0/8", "2001:db8:1::/48")
                    .map(Network::parse)
                    .toList(),
            false);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'1.2.3.4'                        | 1.2.3.4",
                "',1.2.3.4'                       | nobody",
                "',10.0.0.1'                      | nobody",
                "', 1.2.3.4'                      | 1.2.3.4",
                "'1.2.3.4,'                       | 1.2.3.4",
                "'1.2.3.4, , '                    | 1.2.3.4",
                "'1.2.3.4,10.0.0.1'               | 10.0.0.1",
                "'1.2.3.4 10.0.0.1'               | 10.0.0.1",
                "'1.2.3.4, unknown'               | nobody",
                "''                               | nobody",
                "','                              | nobody",
                "'[2001:db8::1]:443'              | 2001:db8::1",
                "'[2001:db8::1'                   | nobody",
                "'1.2.3.4:80'                     | 1.2.3.4",
                "'1.2.3.4:0'                      | nobody",
                "'::ffff:1.2.3.4'                 | ::ffff:1.2.3.4",
                "'::1.2.3.4'                      | ::1.2.3.4",
                "'1.2.3.4;10.0.0.1'               | 10.0.0.1",
            })
    void the_last_address_counts(String field, String expected) {
        assertThat(client(field, false)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'1.2.3.4, 10.0.0.1'              | 1.2.3.4",
                "'5.6.7.8, 1.2.3.4, 10.0.0.1'     | 1.2.3.4",
                "'1.2.3.4,,10.0.0.1'              | 1.2.3.4",
                "',10.0.0.1'                      | nobody",
                "',1.2.3.4, 10.0.0.1'             | 10.0.0.1",
                "'unknown, 10.0.0.1'              | 10.0.0.1",
                "'10.1.1.1, 10.0.0.1'             | 10.1.1.1",
                "'1.2.3.4, ::ffff:10.0.0.1'       | 1.2.3.4",
                "'1.2.3.4, [2001:db8:1::1]:5'     | 1.2.3.4",
                "'1.2.3.4;10.0.0.1;10.0.0.2'      | 1.2.3.4",
                "'1.2.3.4;,10.0.0.1'              | nobody",
                "'1.2.3.4;unknown, 10.0.0.1'      | 10.0.0.1",
            })
    void the_last_untrusted_address_counts(String field, String expected) {
        assertThat(client(field, true)).isEqualTo(expected);
    }

    private String client(String field, boolean recursive) {
        SocketAddress client = proxies.client(peer, List.of(field.split(";", -1)), recursive);
        return client == null ? NOBODY : V6Text.of(((InetSocketAddress) client).getAddress());
    }
}
