package io.gangway.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.ScriptedDns;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of etc/kubernetes. */
class KubernetesTest {
    private static final Path FILES = Path.of("etc/kubernetes");
    private static final List<String> RESOURCES =
            List.of("backend.yaml", "deployment.yaml", "service.yaml", "disruption.yaml", "autoscaler.yaml");

    @TempDir
    Path directory;

    private static String text(String file) throws IOException {
        return Files.readString(FILES.resolve(file));
    }

    private static int number(String text, String before) {
        Matcher found = Pattern.compile(Pattern.quote(before) + " *([0-9]+)").matcher(text);
        assertThat(found.find()).as(before).isTrue();
        return Integer.parseInt(found.group(1));
    }

    private static List<String> errors(Path... files) throws Exception {
        NodeScript.assume("kubernetes-models", "yaml");
        String[] names = List.of(files).stream().map(Path::toString).toArray(String[]::new);
        List<String> errors = new ArrayList<>();
        try (NodeScript node = new NodeScript("kubernetes.js", names)) {
            for (String line = node.lines().next();
                    !line.equals("done");
                    line = node.lines().next()) {
                errors.add(line);
            }
        }
        return errors;
    }

    @Test
    void the_resources_have_known_fields_with_valid_values() throws Exception {
        assertThat(errors(RESOURCES.stream().map(FILES::resolve).toArray(Path[]::new)))
                .isEmpty();
    }

    @Test
    void the_check_of_resources_finds_mistakes() throws Exception {
        Path wrong = directory.resolve("wrong.yaml");
        Files.writeString(
                wrong,
                text("deployment.yaml")
                        .replace("readinessProbe:", "readynessProbe:")
                        .replace("periodSeconds: 10", "periodSeconds: ten"));

        assertThat(errors(wrong))
                .anyMatch(error -> error.endsWith("containers[0].readynessProbe: unknown field"))
                .anyMatch(error -> error.contains("periodSeconds must be integer"));
    }

    @Test
    void the_kustomization_names_all_files() throws IOException {
        String kustomization = text("kustomization.yaml");
        assertThat(RESOURCES).allSatisfy(file -> assertThat(kustomization).contains("  - " + file + "\n"));
        assertThat(kustomization).contains("      - nginx.conf\n");
    }

    @Test
    void the_grace_period_is_longer_than_all_parts_of_the_stop() throws IOException {
        String deployment = text("deployment.yaml");
        String conf = text("nginx.conf");
        int closeTimeout = 10;
        int stop = number(deployment, "sleep: {seconds:")
                + number(conf, "worker_shutdown_delay")
                + number(conf, "websocket_drain")
                + closeTimeout;

        assertThat(number(deployment, "terminationGracePeriodSeconds:")).isGreaterThan(stop);
        assertThat(number(deployment, "terminationGracePeriodSeconds:"))
                .isGreaterThan(number(conf, "worker_shutdown_delay") + number(conf, "worker_shutdown_timeout"));
        assertThat(conf).contains("listen " + number(deployment, "name: http\n              containerPort:") + ";");
        assertThat(conf).contains("listen " + number(deployment, "name: status\n              containerPort:") + ";");
    }

    /** The arguments replace those of the image, which has its prefix there. */
    @Test
    void the_arguments_keep_the_prefix_of_the_image() throws IOException {
        Matcher image = Pattern.compile("\"Cmd\": \\[\"-p\", \"([^\"]+)\"")
                .matcher(Files.readString(Path.of("src/main/packages/image/config.json")));
        assertThat(image.find()).isTrue();
        assertThat(text("deployment.yaml"))
                .contains("args: [\"-p\", \"" + image.group(1) + "\", \"-c\", \"/etc/gangway/nginx.conf\"]");
    }

    /** The file of the ConfigMap, with addresses of this machine; each backend is an SRV record. */
    @Test
    void the_configuration_serves_and_stops_as_the_deployment_expects() throws Exception {
        try (ScriptedUpstream backend = ScriptedUpstream.start(WebSocketPeer.echo());
                ScriptedDns dns = ScriptedDns.start();
                Site site = Site.create()) {
            dns.records("pod-1", "127.0.0.1")
                    .records("_http._tcp.chat-backend.chat.svc.cluster.local", "SRV 0 1 " + backend.port() + " pod-1");
            site.config(text("nginx.conf")
                    .replace("kube-dns.kube-system.svc.cluster.local", dns.address())
                    .replace("listen 8080", "listen 127.0.0.1:%{port}")
                    .replace("listen 8081", "listen 127.0.0.1:%{port:status}")
                    .replace("/tmp/", "%{dir}/tmp/")
                    .replace("error_log stderr", "error_log %{dir}/error.log")
                    .replace("worker_processes auto", "worker_processes 2")
                    .replace("worker_shutdown_delay 10s", "worker_shutdown_delay 1s"));
            Path tmp = Files.createDirectory(site.dir().resolve("tmp"));
            try (GangwayServer server = GangwayServer.start(site);
                    WebSocketPeer client = WebSocketPeer.connect(site.port(), "/")) {
                client.send("hello");
                assertThat(client.read().text()).isEqualTo("hello");
                assertThat(get(site, "/ready").status()).isEqualTo(200);
                assertThat(get(site, "/metrics").body()).contains("gangway_websocket_tunnels_open{");
                RawHttp.send(
                        site.port(),
                        "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 65536\r\n\r\n"
                                + "a".repeat(65536));
                assertThat(tmp.resolve("client_body_temp"))
                        .as("only /tmp can be written to")
                        .isDirectory();
                assertThat(site.dir().resolve("client_body_temp")).doesNotExist();

                CompletableFuture<Void> over = server.quit().toCompletableFuture();
                assertThat(get(site, "/ready").status()).isEqualTo(503);
                assertThat(get(site, "/alive").status()).isEqualTo(200);
                client.send("still there");
                assertThat(client.read().text()).isEqualTo("still there");

                assertThat(client.read().closeCode()).isEqualTo(1001);
                client.close();
                over.get(20, TimeUnit.SECONDS);
                await().until(() -> server.gangway().tunnels() == 0);
            }
        }
    }

    private static RawResponse get(Site site, String target) throws IOException {
        return RawHttp.get(site.port("status"), target);
    }
}
