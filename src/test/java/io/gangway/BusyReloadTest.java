package io.gangway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.gangway.config.Directive;
import io.gangway.config.LoadContext;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The cost of a reload for running requests. */
class BusyReloadTest {
    /** A module that sends a request each time it is called during a load. */
    private static final class Asking implements Module {
        private final List<String> responses = new ArrayList<>();
        private int port;

        private void ask() {
            try {
                if (port != 0) {
                    responses.add(RawHttp.get(port, "/").body());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public List<Directive<?>> directives() {
            return List.of();
        }

        @Override
        public void link(LoadContext context) {
            ask();
        }

        @Override
        public void compose(LocationBuilder location) {
            ask();
        }
    }

    @Test
    void requests_are_served_during_a_reload() throws IOException {
        String conf = "events {} worker_processes 1;\nhttp { server { listen 127.0.0.1:%{port};"
                + " location / { return 200 ANSWER; } location /a { } location /b { } } }";
        Asking asking = new Asking();
        try (Site site = Site.of(conf.replace("ANSWER", "first"));
                Gangway gangway = Gangway.builder()
                        .file(site.conf())
                        .module(asking)
                        .read()
                        .start()) {
            asking.port = site.port();
            site.config(conf.replace("ANSWER", "second"));
            gangway.reload();

            assertThat(asking.responses).hasSizeGreaterThan(3).containsOnly("first");
            assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("second");
        }
    }

    /** An earlier version compared each location with the name of each upstream: that took minutes. */
    @Test
    void a_reload_of_many_upstreams_and_locations_is_fast() throws IOException {
        int many = 3000;
        String upstreams = numbered(many, "upstream up%d { server 127.0.0.1:9; }\n");
        String locations = numbered(many, "location /part%1$d { proxy_pass http://up%1$d; }\n");
        try (Site site = Site.of(upstreams + "server { listen 127.0.0.1:%{port};\n" + locations + "}");
                GangwayServer server = GangwayServer.start(site)) {
            assertTimeout(Duration.ofMinutes(1), server::reload);
        }
    }

    private static String numbered(int many, String line) {
        return IntStream.range(0, many)
                .mapToObj(each -> String.format(line, each))
                .collect(Collectors.joining());
    }
}
