package io.gangway.explainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.Gangway;
import io.gangway.explain.ExplainedRequest;
import io.gangway.explain.Explanation;
import io.gangway.testing.Site;
import org.junit.jupiter.api.Test;

class ExplainerTest {
    @Test
    void a_request_to_a_backend_is_explained_without_asking_it() throws Exception {
        try (Site site = Site.of("""
                upstream backend { server 127.0.0.1:%{dead}; server 127.0.0.1:%{dead:b} weight=3; }
                server {
                    listen %{port};
                    server_name www.example.com;
                    location /chat {
                        proxy_pass http://backend/ws;
                        proxy_http_version 1.1;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection upgrade;
                        add_header X-Way explained;
                    }
                }
                """)) {
            try (Gangway gangway = Gangway.read(site.conf())) {
                Explanation plain = gangway.explain("http://www.example.com:" + site.port() + "/chat/x?y=1");

                assertThat(plain.status()).isEqualTo(200);
                assertThat(plain.upstreamUri()).isEqualTo("/ws/x?y=1");
                assertThat(plain.responseField("X-Way")).isEqualTo("explained");
                Explanation socket =
                        gangway.explain(ExplainedRequest.of("http://www.example.com:" + site.port() + "/chat/x?y=1")
                                .websocket());
                assertThat(socket.status()).isEqualTo(101);
            }
        }
    }
}
