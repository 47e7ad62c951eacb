package example;

import java.time.Instant;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The application: {@code /api/time}, and the WebSocket {@code /chat} of {@link Chat}. */
@SpringBootApplication
@RestController
public class Backend {
    public static void main(String[] args) {
        SpringApplication.run(Backend.class, args);
    }

    @GetMapping("/api/time")
    Map<String, String> time() {
        return Map.of("time", Instant.now().toString());
    }
}
