package io.gangway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Which zone of {@code status_zone} a request counts for, as nginx Plus documents it. */
class LocationZoneTest {
    @Test
    void a_request_counts_where_its_processing_ends() throws IOException {
        try (Site site = Site.of("""
                server {
                    listen 127.0.0.1:%{port};
                    status_zone site;
                    location /api { api; }
                    location /plain { return 200; }
                    location /outer {
                        status_zone outer;
                        location /outer/inner { return 200; }
                        location /outer/own { status_zone own; return 200; }
                        location /outer/off { status_zone off; return 200; }
                        location /outer/moved { try_files /nothing /target; }
                        if ($arg_if) { status_zone condition; return 200; }
                        return 200;
                    }
                    location /target { status_zone target; return 200; }
                }
                """);
                GangwayServer server = GangwayServer.start(site)) {
            assertThat(server.site().port()).isPositive();
            for (String target : new String[] {
                "/plain", "/outer", "/outer/inner", "/outer/own", "/outer/off", "/outer/moved", "/outer?if=1"
            }) {
                assertThat(RawHttp.get(site.port(), target).status()).as(target).isEqualTo(200);
            }
            assertThat(RawHttp.get(site.port(), "/api/9/http/location_zones/?fields=requests")
                            .body())
                    .isEqualTo("{\"condition\":{\"requests\":1},\"outer\":{\"requests\":2},\"own\":{\"requests\":1},"
                            + "\"target\":{\"requests\":1}}");
        }
    }
}
