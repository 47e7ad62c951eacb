package io.gangway.foreign;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/**
 * A Spring Boot application: judges of a team exchange messages by STOMP over SockJS at {@code webSocketServer} and by
 * plain STOMP at {@code stomp}. It also has an API and the echo of {@link SpringEcho}. By Spring's default, only pages
 * of the same origin, by {@code Host}, may open a WebSocket.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableWebSocketMessageBroker
@Import(SpringEcho.class)
public class ScoringApplication implements WebSocketMessageBrokerConfigurer {

    /** Needed if browser and proxy use different schemes: Spring then reads {@code X-Forwarded-Proto}. */
    public static final String BEHIND_TLS = "server.forward-headers-strategy=framework";

    /**
     * Starts it on a free port of this machine; everything is served below this path. A property is {@code name=value}.
     */
    public static ConfigurableApplicationContext start(String path, String... properties) {
        return new SpringApplicationBuilder(ScoringApplication.class)
                .web(WebApplicationType.SERVLET)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .registerShutdownHook(false)
                .properties(
                        "server.port=0",
                        "server.address=127.0.0.1",
                        "server.servlet.context-path=" + path,
                        // the stop would wait for abandoned SockJS sessions over XHR
                        "server.shutdown=immediate",
                        "spring.main.lazy-initialization=false")
                .properties(properties)
                .run();
    }

    /** Its port on 127.0.0.1. */
    public static int port(ConfigurableApplicationContext context) {
        return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    @Override
    public void registerStompEndpoints(StompEndpointRegistry registry) {
        registry.setPreserveReceiveOrder(true);
        registry.addEndpoint("/webSocketServer").withSockJS();
        registry.addEndpoint("/stomp");
    }

    @Override
    public void configureMessageBroker(MessageBrokerRegistry registry) {
        registry.enableSimpleBroker("/team").setTaskScheduler(heartbeats()).setHeartbeatValue(new long[] {1000, 1000});
        registry.setApplicationDestinationPrefixes("/app");
        registry.setPreservePublishOrder(true);
    }

    @Bean
    TaskScheduler heartbeats() {
        ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
        scheduler.setThreadNamePrefix("heartbeat-");
        scheduler.setDaemon(true);
        scheduler.initialize();
        return scheduler;
    }

    /**
     * Trusts the name that a judge gives. Anonymous SockJS sessions are tied to the client's port in Spring 7.0.8,
     * which no browser keeps (spring-framework issue 36904); sessions of a user are tied to the name.
     */
    @Component
    static class Login extends OncePerRequestFilter {
        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            String judge = judge(request);
            Principal principal = judge == null ? null : () -> judge;
            HttpServletRequest known = new HttpServletRequestWrapper(request) {
                @Override
                public Principal getUserPrincipal() {
                    return principal;
                }
            };
            chain.doFilter(known, response);
        }

        /** From a header, or from a cookie, since a page can only set cookies. */
        private static String judge(HttpServletRequest request) {
            if (request.getCookies() != null) {
                for (Cookie cookie : request.getCookies()) {
                    if (cookie.getName().equals("judge")) {
                        return cookie.getValue();
                    }
                }
            }
            return request.getHeader("X-Judge");
        }
    }

    /** Forwards scores of a judge to the team. */
    @Controller
    static class Judging {
        @MessageMapping("/score/{team}")
        @SendTo("/team/{team}")
        String score(@DestinationVariable("team") String team, String score) {
            return team + ": " + score;
        }
    }

    /** Ordinary requests. */
    @RestController
    static class Api {
        /** The URL of this response, as generated by Spring. */
        @GetMapping("/api/here")
        String here() {
            return ServletUriComponentsBuilder.fromCurrentRequest().toUriString();
        }

        @GetMapping("/api/hello")
        Map<String, String> hello(HttpServletRequest request) {
            return Map.of("realIp", request.getHeader("X-Real-IP"), "uri", request.getRequestURI());
        }

        @PostMapping("/api/scores")
        String score(@RequestBody String score) {
            return "stored " + score.length();
        }
    }
}
