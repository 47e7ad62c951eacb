package io.gangway.packages;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.Gangway;
import io.gangway.testing.RawHttp;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.eclipse.jetty.util.ajax.JSON;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.AliasFor;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.socket.WebSocketSession;
import org.yaml.snakeyaml.Yaml;

/** The files of {@code etc/docker}, without Docker: the application is compiled and runs, its proxy is this program. */
class ComposeTest {
    private static final Path FILES = Path.of("etc/docker").toAbsolutePath();

    @TempDir
    private Path directory;

    /** The page of {@code site} needs npm; its place is taken by a file. */
    @Test
    void its_configuration_serves_the_page_the_api_and_the_chat_of_its_application() throws Exception {
        Path classes = compile();
        Path html = Files.createDirectory(directory.resolve("html"));
        Files.writeString(html.resolve("index.html"), "<div id=\"app\"></div>");
        try (URLClassLoader loader = new URLClassLoader(
                        new URL[] {
                            classes.toUri().toURL(),
                            FILES.resolve("backend/src/main/resources").toUri().toURL()
                        },
                        ComposeTest.class.getClassLoader());
                ConfigurableApplicationContext backend = run(loader.loadClass("example.Backend"));
                Gangway gangway = Gangway.builder()
                        .file(FILES.resolve("nginx.conf"))
                        .freePorts()
                        .directory("/usr/share/nginx/html", html)
                        .directory("/etc/nginx", Path.of("etc"))
                        .logs(directory)
                        .upstream(
                                "backend",
                                "127.0.0.1:" + backend.getEnvironment().getProperty("local.server.port"))
                        .start()) {
            int port = gangway.port();
            assertThat(RawHttp.get(port, "/a/route").body()).contains("id=\"app\"");
            assertThat(RawHttp.get(port, "/api/time").body()).startsWith("{\"time\":\"");
            assertThat(chat(port, "http://127.0.0.1:" + port, "hello")).isEqualTo("hello");
            assertThat(RawHttp.send(port, """
                                    GET /chat HTTP/1.1
                                    Host: 127.0.0.1:%d
                                    Origin: http://elsewhere.example
                                    Upgrade: websocket
                                    Connection: Upgrade
                                    Sec-WebSocket-Version: 13
                                    Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

                                    """.formatted(port).replace("\n", "\r\n"))
                            .status())
                    .isEqualTo(403);
        }
    }

    private Path compile() throws IOException {
        Path classes = Files.createDirectory(directory.resolve("classes"));
        try (Stream<Path> files = Files.walk(FILES.resolve("backend/src/main/java"))) {
            List<String> sources = files.map(Path::toString)
                    .filter(file -> file.endsWith(".java"))
                    .toList();
            String[] arguments = Stream.concat(
                            Stream.of(
                                    "--release",
                                    "17",
                                    "-parameters",
                                    "-proc:none",
                                    "-cp",
                                    classPath(),
                                    "-d",
                                    classes.toString()),
                            sources.stream())
                    .toArray(String[]::new);
            assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments))
                    .isZero();
        }
        return classes;
    }

    /** The libraries that the application names, and those that they name. */
    private static String classPath() {
        return Stream.of(
                        SpringApplication.class,
                        SpringBootApplication.class,
                        ConfigurableApplicationContext.class,
                        BeanFactory.class,
                        AliasFor.class,
                        RestController.class,
                        WebSocketSession.class)
                .map(type ->
                        type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static ConfigurableApplicationContext run(Class<?> application) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(application.getClassLoader());
        try {
            return SpringApplication.run(
                    application,
                    "--server.port=0",
                    "--server.address=127.0.0.1",
                    "--spring.main.banner-mode=off",
                    "--logging.level.root=WARN");
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static String chat(int port, String origin, String text) throws Exception {
        CompletableFuture<String> received = new CompletableFuture<>();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Origin", origin)
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/chat"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        received.complete(data.toString());
                        return null;
                    }

                    @Override
                    public void onError(WebSocket from, Throwable error) {
                        received.completeExceptionally(error);
                    }
                })
                .get(30, TimeUnit.SECONDS);
        socket.sendText(text, true);
        try {
            return received.get(30, TimeUnit.SECONDS);
        } finally {
            socket.abort();
        }
    }

    @Test
    void its_services_and_their_files_exist() throws IOException {
        Map<String, Map<String, Object>> services = new Yaml()
                .<Map<String, Map<String, Map<String, Object>>>>load(Files.readString(FILES.resolve("compose.yaml")))
                .get("services");

        assertThat(services)
                .containsOnlyKeys("gangway", "backend")
                .allSatisfy((name, service) -> assertThat(FILES.resolve(service.get("build") + "/Dockerfile"))
                        .isRegularFile());
        assertThat((List<?>) services.get("gangway").get("volumes"))
                .allSatisfy(volume -> assertThat(FILES.resolve(((String) volume).split(":")[0]))
                        .exists());
    }

    /** What the image of the Dockerfile has in common with that of the profile "packages". */
    @Test
    void its_dockerfile_makes_the_same_image_as_the_profile() throws IOException {
        String docker = Files.readString(FILES.resolve("Dockerfile")).replaceAll("\\s*\\\\\n\\s*", " ");
        String build = Files.readString(Path.of("src/main/packages/image/build"));
        Map<?, ?> config =
                (Map<?, ?>) new JSON().fromJSON(Files.readString(Path.of("src/main/packages/image/config.json")));

        String options = Pattern.compile("jvm_options\\+?='(.*)'\n")
                .matcher(build)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.joining());
        assertThat(found("--add-options '(.*?)'", docker)).isEqualTo(options);
        assertThat(found("--add-modules (\\S*)", docker)).isEqualTo(found("\nmodules=(.*)\n", build));
        assertThat(json("ENTRYPOINT (\\[.*])", docker)).isEqualTo(config.get("Entrypoint"));
        assertThat(json("\nCMD (\\[.*])", docker)).isEqualTo(config.get("Cmd"));
        Object[] check = (Object[]) ((Map<?, ?>) config.get("Healthcheck")).get("Test");
        assertThat(json("HEALTHCHECK.* CMD (\\[.*])", docker)).isEqualTo(Arrays.copyOfRange(check, 1, check.length));
        assertThat(found("STOPSIGNAL (.*)", docker)).isEqualTo(config.get("StopSignal"));
        assertThat(found("\nUSER (.*)", docker)).isEqualTo(config.get("User"));
        Matcher copied = Pattern.compile("(?m)^COPY (etc/\\S+) ").matcher(docker);
        assertThat(copied.results().map(match -> Path.of(match.group(1))))
                .isNotEmpty()
                .allSatisfy(path -> assertThat(path).exists());
    }

    private static Object json(String pattern, String text) {
        return new JSON().fromJSON(found(pattern, text));
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }
}
