package io.gangway.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.Gangway;
import io.gangway.conf.ConfException;
import io.gangway.explainer.ExplanationText;
import io.gangway.http.Field;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.RecordedRequest;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * An explanation and a real exchange agree: random requests to random configurations are explained, then sent as they
 * are, and what the client and the backends got is compared with what the explanation said.
 */
class ExplainPropertyTest {
    private static final int CONFIGURATIONS = 320;
    private static final int REQUESTS = 4;
    /** Another one can be given, to try other configurations. */
    private static final long SEED = Long.getLong("explain.seed", 20_261_130);

    private static final int CLOSED = 444;

    /** Fields of the connection, and what only time or a backend knows. */
    private static final Set<String> NOT_EXPLAINED =
            Set.of("date", "connection", "keep-alive", "transfer-encoding", "sec-websocket-accept");

    /** What explanations assume: 200 without a length, or an upgrade. */
    private static final Script BACKEND = Script.onUpgrade(
            Script.upgrade("websocket").then(Script.close()),
            Script.rawThenClose("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nhello"));

    @Test
    void explanations_and_real_exchanges_agree() throws Exception {
        int explained = 0;
        int[] kinds = new int[6];
        try (ScriptedUpstream one = ScriptedUpstream.start(BACKEND);
                ScriptedUpstream two = ScriptedUpstream.start(BACKEND);
                Site site = Site.create().backend("one", one).backend("two", two)) {
            files(site);
            site.config("server { listen %{port}; return 204; }");
            try (Gangway gangway = Gangway.builder().file(site.conf()).start()) {
                for (int i = 0; i < CONFIGURATIONS; i++) {
                    RandomConfiguration configuration = new RandomConfiguration(SEED + i);
                    site.config(configuration.text());
                    gangway.reload();
                    for (int j = 0; j < REQUESTS; j++) {
                        ExplainedRequest request = configuration.request(site.port());
                        Explanation explanation = gangway.explain(request);
                        assertThat(one.requests()).isEmpty();
                        assertThat(two.requests()).isEmpty();
                        Observed observed = observe(site.port(), request, explanation, one, two);
                        compare(configuration, request, explanation, observed, one, two);
                        explained++;
                        count(kinds, explanation);
                        one.clearRequests();
                        two.clearRequests();
                    }
                }
            }
        }
        assertThat(explained).isEqualTo(CONFIGURATIONS * REQUESTS);
        // The configurations are of some variety: proxied, upgraded, files, redirects, refused, redirected internally.
        assertThat(Arrays.stream(kinds).boxed()).allMatch(count -> count > 15);
    }

    private static void files(Site site) throws IOException {
        for (String name : List.of("index.html", "a/index.html", "b/1", "files/A.html", "files/index.html", "A.HTML")) {
            site.file("html/" + name, "file " + name);
        }
        site.file("html/index.html.gz", "file index.html.gz");
    }

    private static void count(int[] kinds, Explanation explanation) {
        kinds[0] += explanation.upstream() != null ? 1 : 0;
        kinds[1] += explanation.status() == 101 ? 1 : 0;
        kinds[2] += explanation.file() != null ? 1 : 0;
        kinds[3] += explanation.status() / 100 == 3 ? 1 : 0;
        kinds[4] += explanation.status() == 403 ? 1 : 0;
        kinds[5] += explanation.redirects() > 0 ? 1 : 0;
    }

    /**
     * What was seen of a real exchange.
     *
     * @param response null when the connection was closed without one
     * @param passed the heads of the requests that each backend got, those of {@code auth_request} among them
     */
    private record Observed(RawResponse response, Map<ScriptedUpstream, List<String>> passed) {}

    private static Observed observe(
            int port, ExplainedRequest request, Explanation explanation, ScriptedUpstream one, ScriptedUpstream two)
            throws IOException {
        RawResponse response;
        try (RawConnection connection = RawHttp.connect(port)) {
            response = connection.send(explanation.request()).read(request.method());
        } catch (EOFException e) {
            response = null;
        }
        return new Observed(response, Map.of(one, heads(one), two, heads(two)));
    }

    private static List<String> heads(ScriptedUpstream backend) {
        return backend.requests().stream().map(RecordedRequest::head).toList();
    }

    /** The number of requests to a backend that subrequests make. */
    private static long bySubrequests(Explanation explanation) {
        return explanation.steps().stream()
                .filter(step -> step.depth() > 0
                        && step.topic() == ExplanationStep.Topic.PROXY
                        && step.text().startsWith("proxy_pass http"))
                .count();
    }

    private static void compare(
            RandomConfiguration configuration,
            ExplainedRequest request,
            Explanation explanation,
            Observed observed,
            ScriptedUpstream one,
            ScriptedUpstream two) {
        String all = "%s%n%s%n%s%n%s"
                .formatted(
                        request,
                        configuration.text(),
                        String.join("\n", ExplanationText.lines(explanation, null, false)),
                        observed);
        RawResponse response = observed.response;
        assertThat(explanation.status()).as(all).isEqualTo(response == null ? CLOSED : response.status());
        if (response != null) {
            assertThat(explained(explanation)).as(all).isEqualTo(received(response));
            String label = response.field("X-Location");
            if (label != null) {
                assertThat(explanation.location())
                        .as(all)
                        .isEqualTo(configuration.locations().get(label));
                assertThat(explanation.uri()).as(all).isEqualTo(response.field("X-Uri"));
                assertThat((explanation.args() == null ? "" : explanation.args()) + "|")
                        .as(all)
                        .isEqualTo(response.field("X-Args"));
                assertThat(explanation.server() + "|").as(all).isEqualTo(response.field("X-Server"));
            }
            if (explanation.file() != null
                    && !response.body().isEmpty()
                    && explanation.responseField("Content-Encoding") == null) {
                // An alias and a URI may each have a slash.
                assertThat(explanation.file().replace("//", "/"))
                        .as(all)
                        .endsWith("/html/" + response.body().substring("file ".length()));
            }
        }
        int passed = observed.passed.values().stream().mapToInt(List::size).sum();
        long expected = bySubrequests(explanation) + (explanation.requestHead() == null ? 0 : 1);
        assertThat(passed).as(all).isEqualTo(expected);
        if (explanation.requestHead() == null) {
            assertThat(explanation.upstream()).as(all).isNull();
        } else {
            ScriptedUpstream backend = explanation.upstream().equals("one") ? one : two;
            assertThat(observed.passed.get(backend)).as(all).endsWith(explanation.requestHead());
            assertThat(explanation.peers()).as(all).containsOnly(backend.address());
        }
    }

    private static List<String> explained(Explanation explanation) {
        return explanation.responseFields().stream()
                .filter(field -> isExplained(field.name()))
                .map(ExplainPropertyTest::line)
                .toList();
    }

    private static String line(Field field) {
        return field.name() + ": " + field.value();
    }

    private static List<String> received(RawResponse response) {
        return response.fields().lines().stream()
                .filter(line -> isExplained(line.substring(0, line.indexOf(':'))))
                .toList();
    }

    private static boolean isExplained(String name) {
        return !NOT_EXPLAINED.contains(name.toLowerCase(Locale.ROOT));
    }

    /** A configuration that nginx would refuse is a mistake of the generator. */
    @Test
    void the_configurations_are_valid() throws Exception {
        try (ScriptedUpstream backend = ScriptedUpstream.start(BACKEND);
                Site site = Site.create().backend("one", backend).backend("two", backend)) {
            for (int i = 0; i < CONFIGURATIONS; i++) {
                RandomConfiguration configuration = new RandomConfiguration(SEED + i);
                try {
                    Gangway.builder()
                            .file(site.config(configuration.text()).conf())
                            .inspectOnly()
                            .read()
                            .close();
                } catch (ConfException e) {
                    throw new AssertionError(e.getMessage() + "\n" + configuration.text(), e);
                }
            }
        }
    }
}
