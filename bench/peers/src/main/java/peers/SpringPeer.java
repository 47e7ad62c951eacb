package peers;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/** Spring Cloud Gateway; arguments: port, port of the backend. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class SpringPeer {

    public static void main(String[] args) {
        String routes = "spring.cloud.gateway.server.webflux.routes";
        SpringApplication application = new SpringApplication(SpringPeer.class);
        application.setDefaultProperties(Map.ofEntries(
                Map.entry("server.port", args[0]),
                Map.entry("server.address", "127.0.0.1"),
                Map.entry("spring.cloud.gateway.server.webflux.httpclient.pool.max-connections", "20000"),
                Map.entry("spring.cloud.gateway.server.webflux.httpclient.websocket.max-frame-payload-length", "2097152"),
                Map.entry(routes + "[0].id", "chat"),
                Map.entry(routes + "[0].uri", "ws://127.0.0.1:" + args[1]),
                Map.entry(routes + "[0].predicates[0]", "Path=/chat"),
                Map.entry(routes + "[1].id", "api"),
                Map.entry(routes + "[1].uri", "http://127.0.0.1:" + args[1]),
                Map.entry(routes + "[1].predicates[0]", "Path=/**")));
        application.run();
    }
}
