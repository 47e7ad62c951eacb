package io.gangway.geo;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConfigurationCheck;
import io.gangway.testing.RunningSite;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code geo}: networks, ranges, and the address that is looked up. */
class GeoTest {
    private static final String CONFIG = """
            geo $arg_a $network {
                default none;
                10.0.0.0/8 ten;
                10.1.0.0/16 inner;
                10.1.2.3 host;
                10.2.0.0/16 gone;
                delete 10.2.0.0/16;
                2001:db8::/32 six;
                2001:db8:1::/48 inner-six;
                255.255.255.255 broadcast;
                include networks.conf;
            }
            geo $arg_a $bare { 10.0.0.0/8 ten; }
            geo $client { 127.0.0.0/8 local; }
            geo $arg_a $range {
                ranges;
                default none;
                10.0.0.0-10.0.255.255 outer;
                10.0.1.0-10.0.1.255 inner;
                10.0.1.10-10.0.1.10 one;
                10.1.0.0-10.3.255.255 wide;
                10.2.0.5-10.2.0.6 in-wide;
                10.9.0.0-10.9.0.255 gone;
                delete 10.9.0.0-10.9.0.255;
            }
            geo $proxied { proxy 127.0.0.1; proxy 10.0.0.0/8; default none; 192.0.2.0/24 client; 10.0.0.0/8 proxy; 198.51.100.0/24 other; }
            geo $recursive { proxy 127.0.0.1; proxy 10.0.0.0/8; proxy_recursive; default none; 192.0.2.0/24 client; 10.0.0.0/8 proxy; 198.51.100.0/24 other; }
            geo $untrusted { proxy 10.0.0.0/8; default none; 127.0.0.1 local; 192.0.2.0/24 client; }
            geo $arg_a $cached { default none; 10.0.0.0/8 ten; }
            geo $arg_a $volatile { volatile; default none; 10.0.0.0/8 ten; }
            server {
                listen 127.0.0.1:%{port};
                location /network { return 200 $network; }
                location /bare { return 200 "[$bare]"; }
                location /client { return 200 $client; }
                location /range { return 200 $range; }
                location /proxied { return 200 "$proxied $recursive $untrusted"; }
                location /volatile {
                    set $args a=10.0.0.1;
                    set $first "$cached $volatile";
                    set $args a=11.0.0.1;
                    return 200 "$first, $cached $volatile";
                }
            }
            """;

    @RegisterExtension
    static final RunningSite site = RunningSite.of(CONFIG).file("networks.conf", "172.16.0.0/12 included;\n");

    private static String body(String target, String... fields) throws IOException {
        return site.get(target, fields).body();
    }

    @ParameterizedTest
    @CsvSource({
        "10.9.9.9, ten",
        "10.1.9.9, inner",
        "10.1.2.3, host",
        "11.0.0.0, none",
        "9.255.255.255, none",
        "172.31.255.255, included",
        "2001:db8::1, six",
        "2001:db8:1:2::3, inner-six",
        "2001:db9::, none",
        "::ffff:10.1.2.3, host"
    })
    void the_smallest_network_around_an_address_decides(String address, String value) throws Exception {
        assertThat(body("/network?a=" + address)).isEqualTo(value);
    }

    @Test
    void a_deleted_network_leaves_the_one_around_it() throws Exception {
        assertThat(body("/network?a=10.2.0.1")).isEqualTo("ten");
    }

    @Test
    void a_text_that_is_no_address_counts_as_the_broadcast_address() throws Exception {
        assertThat(body("/network?a=localhost")).isEqualTo("broadcast");
        assertThat(body("/network")).isEqualTo("broadcast");
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1, [ten]", "11.0.0.1, []"})
    void without_a_default_the_value_is_empty(String address, String value) throws Exception {
        assertThat(body("/bare?a=" + address)).isEqualTo(value);
    }

    @Test
    void without_a_source_the_address_of_the_client_is_looked_up() throws Exception {
        assertThat(body("/client")).isEqualTo("local");
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0, outer",
        "10.0.1.9, inner",
        "10.0.1.10, one",
        "10.0.1.11, inner",
        "10.0.2.0, outer",
        "10.0.255.255, outer",
        "10.1.0.0, wide",
        "10.2.0.4, wide",
        "10.2.0.5, in-wide",
        "10.2.0.7, wide",
        "10.3.255.255, wide",
        "10.4.0.0, none",
        "10.9.0.1, none",
        "2001:db8::1, none"
    })
    void the_innermost_range_decides(String address, String value) throws Exception {
        assertThat(body("/range?a=" + address)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1               | client client local",
                "192.0.2.1, 10.0.0.1     | proxy client local",
                "192.0.2.1, 198.51.100.1 | other other local",
                "unknown                 | none none local"
            })
    void a_trusted_proxy_names_the_client(String forwarded, String values) throws Exception {
        assertThat(body("/proxied", "X-Forwarded-For: " + forwarded)).isEqualTo(values);
    }

    @Test
    void a_volatile_variable_is_looked_up_each_time() throws Exception {
        assertThat(body("/volatile")).isEqualTo("ten ten, ten none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "geo $a { 10.0.0.0/33 x; } | [emerg] invalid network \"10.0.0.0/33\" in nginx.conf:3",
                "geo $a { 10.0.0.1/8 x; } | [warn] low address bits of 10.0.0.1/8 are meaningless in nginx.conf:3",
                "geo $a { ranges; 10.0.0.9-10.0.0.1 x; } | [emerg] invalid range \"10.0.0.9-10.0.0.1\" in nginx.conf:3",
                "geo $a { ranges; 10.0.0.0-10.0.0.9 x; 10.0.0.5-10.0.0.20 y; } | [emerg] range \"10.0.0.5-10.0.0.20\" overlaps \"10.0.0.0-10.0.0.9\" in nginx.conf:3",
                "geo a { } | [emerg] invalid variable name \"a\" in nginx.conf:3",
                "geo $a { 10.0.0.0/8 x y; } | [emerg] invalid number of the geo parameters in nginx.conf:3",
                "geo $a { delete 10.0.0.0/8; } | [warn] no network \"10.0.0.0/8\" to delete in nginx.conf:3",
            })
    void wrong_entries_are_named(String directives, String message) throws Exception {
        assertThat(ConfigurationCheck.messages(directives)).containsExactly(message);
    }
}
