package io.gangway.explainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.Event;
import io.gangway.Gangway;
import io.gangway.Listener;
import io.gangway.explain.ExplainedRequest;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Explaining changes nothing, also while the configuration serves. */
class NoEffectTest {
    private static final int TIMES = 20;

    @Test
    void a_running_server_does_not_notice_explanations() throws Exception {
        List<String> events = new CopyOnWriteArrayList<>();
        Listener listener = new Listener() {
            @Override
            public void requestEnded(Event event) {
                events.add(event.target());
            }
        };
        try (ScriptedUpstream one = ScriptedUpstream.start(Script.body("one"));
                ScriptedUpstream two = ScriptedUpstream.start(Script.body("two"));
                Site site = Site.create().backend("one", one).backend("two", two)) {
            site.config("""
                    limit_req_zone $server_name zone=req:1m rate=1r/m;
                    limit_conn_zone $server_name zone=conn:1m;
                    upstream backend { server %{backend:one}; server %{backend:two}; }
                    server {
                        listen %{port};
                        access_log logs/access.log;
                        error_log logs/error.log info;
                        location / { proxy_pass http://backend; }
                        location /limited { limit_req zone=req; limit_conn conn 1; empty_gif; }
                        location /chat { proxy_pass http://backend; proxy_set_header Upgrade $http_upgrade; }
                    }
                    """);
            try (Gangway gangway =
                    Gangway.builder().file(site.conf()).listener(listener).start()) {
                String here = "http://localhost:" + site.port();
                for (int i = 0; i < TIMES; i++) {
                    assertThat(gangway.explain(here + "/").peers()).containsExactly(one.address(), two.address());
                    assertThat(gangway.explain(here + "/limited").status()).isEqualTo(200);
                    assertThat(gangway.explain(here + "/missing/../").status()).isEqualTo(200);
                    assertThat(gangway.explain(
                                            ExplainedRequest.of(here + "/chat").websocket())
                                    .status())
                            .isEqualTo(101);
                }

                assertThat(one.acceptedConnections() + two.acceptedConnections())
                        .isZero();
                assertThat(events).isEmpty();
                assertThat(gangway.locationMetrics()).isEmpty();
                assertThat(gangway.tunnels()).isZero();
                assertThat(Files.readString(site.dir().resolve("logs/access.log")))
                        .isEmpty();
                assertThat(Files.readString(site.dir().resolve("logs/error.log")))
                        .isEmpty();
                assertThat(RawHttp.get(site.port(), "/limited").status()).isEqualTo(200);
                assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("one");
                assertThat(gangway.explain(here + "/").status()).isEqualTo(200);
                assertThat(RawHttp.get(site.port(), "/").body()).isEqualTo("two");
            }
        }
    }

    @Test
    void reading_only_to_explain_creates_no_file() throws Exception {
        try (Site site = Site.of("""
                log_format brief '$uri';
                access_log logs/access.log brief buffer=32k;
                error_log logs/error.log info;
                server {
                    listen 80;
                    access_log logs/other.log brief buffer=64k;
                    access_log off;
                    client_body_temp_path temp;
                    location / { proxy_pass http://127.0.0.1:9; }
                }
                """)) {
            Files.delete(site.dir().resolve("logs"));
            try (Gangway gangway =
                    Gangway.builder().file(site.conf()).inspectOnly().read()) {
                gangway.explain(ExplainedRequest.of("/").method("POST").field("Content-Length", "9"));
            }

            try (Stream<Path> files = Files.list(site.dir())) {
                assertThat(files).containsExactly(site.conf());
            }
        }
    }

    @Test
    void what_was_read_only_to_be_explained_cannot_be_started() throws Exception {
        try (Site site = Site.of("server { listen 80; return 200; }");
                Gangway gangway =
                        Gangway.builder().file(site.conf()).inspectOnly().read()) {
            assertThatThrownBy(gangway::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the configuration was read by inspectOnly()");
        }
    }
}
