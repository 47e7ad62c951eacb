package io.gangway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.net.ServerName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The choice of a server by its names. */
class VirtualHostsTest {
    private static final Location BASE = new Location(null, null, null, new Attachments(), null);

    private final Server byDefault = server("default");

    private static Server server(String... names) {
        List<ServerName> list =
                List.of(names).stream().map(name -> new ServerName(name, null)).toList();
        return new Server(List.of(), list, BASE, LocationTree.EMPTY);
    }

    private VirtualHosts hosts(List<String> names) {
        VirtualHosts hosts = new VirtualHosts(null, byDefault);
        names.forEach(name -> hosts.add(server(name), warning -> {}));
        return hosts;
    }

    private String found(VirtualHosts hosts, String host) {
        return hosts.find(host, null).name();
    }

    @Test
    void a_wildcard_matches_any_number_of_labels() {
        VirtualHosts hosts = hosts(List.of("*.example.test", "www.example.*"));
        String labels = "a.".repeat(3_000);

        assertThat(found(hosts, labels + "example.test")).isEqualTo("*.example.test");
        assertThat(found(hosts, "www.example." + labels + "b")).isEqualTo("www.example.*");
        assertThat(found(hosts, labels + "b")).isEqualTo("default");
    }

    @Test
    void a_search_finds_the_same_as_a_comparison_with_each_name() {
        Random random = new Random(18);
        int wildcards = 0;
        for (int i = 0; i < 500; i++) {
            List<String> names = new ArrayList<>();
            for (int n = random.nextInt(12); n > 0; n--) {
                String labels = labels(random, 3);
                String name = List.of(labels, "*." + labels, labels + ".*").get(random.nextInt(3));
                if (!names.contains(name)) {
                    names.add(name);
                }
            }
            VirtualHosts hosts = hosts(names);
            for (int h = 0; h < 50; h++) {
                String host = labels(random, 5);
                String expected = expected(names, host);
                assertThat(found(hosts, host)).as("%s among %s", host, names).isEqualTo(expected);
                wildcards += expected.contains("*") ? 1 : 0;
            }
        }
        assertThat(wildcards).isGreaterThan(2_500);
    }

    private static String labels(Random random, int max) {
        StringBuilder labels = new StringBuilder();
        for (int n = random.nextInt(max); n >= 0; n--) {
            labels.append(List.of("a", "b", "cc").get(random.nextInt(3)));
            labels.append(n == 0 ? "" : ".");
        }
        return labels.toString();
    }

    /** The exact name; else the longest with a leading asterisk; else the longest with a trailing one. */
    private static String expected(List<String> names, String host) {
        if (names.contains(host)) {
            return host;
        }
        Comparator<String> longest = Comparator.comparing(String::length);
        return names.stream()
                .filter(name -> name.startsWith("*") && host.endsWith(name.substring(1)))
                .max(longest)
                .or(() -> names.stream()
                        .filter(name -> name.endsWith("*") && host.startsWith(name.substring(0, name.length() - 1)))
                        .max(longest))
                .orElse("default");
    }
}
