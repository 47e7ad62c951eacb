package io.gangway.examples;

import io.gangway.Gangway;
import java.nio.file.Path;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** A Spring Boot application with Gangway in front of it, in one process and on one port. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class OnePortApplication {
    /** Serves what nginx.conf says; its upstream {@code app} is this application, wherever Spring has put it. */
    static final class FrontDoor {
        private final Path file;
        private Gangway gangway;

        FrontDoor(Path file) {
            this.file = file;
        }

        @EventListener
        void open(ServletWebServerInitializedEvent event) {
            int port = event.getWebServer().getPort();
            gangway = Gangway.builder()
                    .file(file)
                    .upstream("app", "127.0.0.1:" + port)
                    .start();
        }

        @EventListener
        void close(ContextClosedEvent event) {
            gangway.close();
        }

        int port() {
            return gangway.port();
        }
    }

    @RestController
    static class Greeting {
        @GetMapping("/api/greeting")
        String greeting() {
            return "hello from Spring";
        }
    }

    /** Spring itself listens on a free port of the loopback address: only Gangway is there for others. */
    static ConfigurableApplicationContext start(Path file) {
        return new SpringApplicationBuilder(OnePortApplication.class)
                .web(WebApplicationType.SERVLET)
                .bannerMode(Banner.Mode.OFF)
                .properties("server.address=127.0.0.1", "server.port=0", "spring.main.log-startup-info=false")
                .initializers(context -> context.getBeanFactory().registerSingleton("frontDoor", new FrontDoor(file)))
                .run();
    }
}
