package io.gangway.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.Gangway;
import io.gangway.config.Context;
import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Phase;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Exchange#end(int)} and {@link Exchange#redirect} inside and outside of a phase. */
class ExchangeEndTest {
    private static final Map<String, PhaseHandler> PHASES = Map.of(
            "end", x -> x.end(404),
            "end_and_wait",
                    x -> {
                        x.end(404);
                        return PhaseResult.PENDING;
                    },
            "end_later", x -> later(x, () -> x.end(404)),
            "end_while_resumed", x -> later(x, () -> x.resume(x.end(404))),
            "redirect", x -> x.redirect("/page", null),
            "redirect_and_wait",
                    x -> {
                        x.redirect("/page", null);
                        return PhaseResult.PENDING;
                    },
            "redirect_later", x -> later(x, () -> x.redirect("/page", null)),
            "wait_and_resume", x -> later(x, () -> x.resume(PhaseResult.NEXT)));

    @TempDir
    private Path directory;

    private static PhaseResult later(Exchange x, Runnable step) {
        x.loop().execute(step);
        return PhaseResult.PENDING;
    }

    /** Adds the access phase that a location's {@code phase} names. */
    private static final class Phases implements Module {
        private static final Directive<String> PHASE = Directive.word("phase").in(Context.LOCATION);

        @Override
        public List<Directive<?>> directives() {
            return List.of(PHASE);
        }

        @Override
        public void compose(LocationBuilder location) {
            if (location.get(PHASE) != null) {
                location.phase(Phase.ACCESS, PHASES.get(location.get(PHASE)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "end",
                "end_and_wait",
                "end_later",
                "end_while_resumed",
                "redirect",
                "redirect_and_wait",
                "redirect_later",
                "wait_and_resume"
            })
    void the_page_is_served_once(String phase) throws Exception {
        Path file = directory.resolve("nginx.conf");
        Files.writeString(file, """
                events {}
                http {
                    access_log off;
                    server {
                        listen 127.0.0.1:0;
                        root %s;
                        error_page 404 /page;
                        location = /start { phase %s; }
                        location = /page { add_header X-Request $request_uri always; }
                    }
                }
                """.formatted(directory, phase));
        Files.writeString(directory.resolve("page"), "the page");
        try (Gangway gangway = Gangway.builder().file(file).module(new Phases()).start();
                RawConnection client = RawHttp.connect(gangway.port())) {
            for (String target : List.of("/start", "/page")) {
                client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
                RawResponse response = client.read();
                assertThat(response.body()).isEqualTo("the page");
                assertThat(response.field("X-Request")).isEqualTo(target);
            }
        }
    }
}
