package io.gangway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The caches of the API, as nginx Plus documents them. */
class CacheZoneTest {
    @Test
    void a_cache_shows_its_counts_which_can_be_reset() throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(Script.body("hello"));
                Site site = Site.create().backend(upstream).config("""
                        proxy_cache_path %{dir}/cache keys_zone=pages:1m max_size=2m;
                        server {
                            listen 127.0.0.1:%{port};
                            location /api { api write=on; }
                            location / {
                                proxy_pass http://%{backend};
                                proxy_cache pages;
                                proxy_cache_valid 1h;
                                proxy_cache_bypass $arg_bypass;
                            }
                        }
                        """);
                GangwayServer server = GangwayServer.start(site)) {
            assertThat(server.port()).isEqualTo(site.port());
            RawHttp.get(site.port(), "/a");
            RawHttp.get(site.port(), "/a");
            RawHttp.get(site.port(), "/a?bypass=1");
            String cache = "/api/9/http/caches/pages";

            await().until(() ->
                    RawHttp.get(site.port(), cache + "?fields=hit").body().contains("\"responses\":1"));
            assertThat(RawHttp.get(site.port(), cache).body())
                    .matches("\\{\"size\":[0-9]+,\"max_size\":2097152,\"cold\":(true|false),.*")
                    .contains("\"hit\":{\"responses\":1,\"bytes\":5}")
                    .contains("\"stale\":{\"responses\":0,\"bytes\":0}")
                    .contains("\"miss\":{\"responses\":1,\"bytes\":5,\"responses_written\":1,\"bytes_written\":5}")
                    .contains("\"bypass\":{\"responses\":1,\"bytes\":5,\"responses_written\":1,\"bytes_written\":5}");

            assertThat(RawHttp.send(site.port(), RawHttp.request("DELETE", cache))
                            .status())
                    .isEqualTo(204);
            assertThat(RawHttp.get(site.port(), cache).body()).contains("\"hit\":{\"responses\":0,\"bytes\":0}");
        }
    }
}
