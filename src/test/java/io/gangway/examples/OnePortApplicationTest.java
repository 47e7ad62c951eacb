package io.gangway.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.testing.RawHttp;
import io.gangway.testing.Site;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

class OnePortApplicationTest {
    @Test
    void files_and_the_application_share_a_port() throws Exception {
        try (Site site = Site.of("""
                upstream app { server 127.0.0.1:8080; }
                server {
                    listen 127.0.0.1:%{port};
                    access_log off;
                    root dist;
                    location /api/ { proxy_pass http://app; }
                }
                """).file("dist/index.html", "the front end")) {
            try (ConfigurableApplicationContext context = OnePortApplication.start(site.conf())) {
                int port = context.getBean(OnePortApplication.FrontDoor.class).port();

                assertThat(RawHttp.get(port, "/").body()).isEqualTo("the front end");
                assertThat(RawHttp.get(port, "/api/greeting").body()).isEqualTo("hello from Spring");
            }
            assertThatThrownBy(() -> RawHttp.connect(site.port())).isInstanceOf(ConnectException.class);
        }
    }
}
