package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.FreePorts;
import io.gangway.testing.SelfSigned;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An original servlet container in its own process, with the WAR of the build. Its output goes to a file. Closing kills
 * it, unless it was stopped before.
 */
final class ServletContainer implements AutoCloseable {
    /** The idle time-out of the container's connections. */
    static final int IDLE_MILLIS = 4_000;

    /** More than a test has open at a time, and far fewer than a whole test opens: leaked connections make it fail. */
    private static final int MAX_CONNECTIONS = 150;

    /** The supported containers. */
    enum Kind {
        TOMCAT_10("apache-tomcat-10.1."),
        TOMCAT_11("apache-tomcat-11."),
        JETTY_EE10("jetty-home-12.1."),
        JETTY_EE11("jetty-home-12.1."),
        /** Jetty without servlets: the handler instead of the WAR. */
        JETTY_CORE("jetty-home-12.1.");

        private final String directory;

        Kind(String directory) {
            this.directory = directory;
        }

        boolean isTomcat() {
            return name().startsWith("TOMCAT");
        }

        /** The directory to which the build has unpacked it. */
        private Path home() throws IOException {
            try (Stream<Path> all = Files.list(Path.of("target/containers"))) {
                return all.filter(path -> path.getFileName().toString().startsWith(directory))
                        .findFirst()
                        .orElseThrow()
                        .toAbsolutePath();
            }
        }
    }

    private final Kind kind;
    private final Path base = Files.createTempDirectory("container");
    private final Path output = base.resolve("output.txt");
    private final int port = FreePorts.next();
    private final int tlsPort = FreePorts.next();
    private Process process;

    private ServletContainer(Kind kind) throws IOException {
        this.kind = kind;
    }

    /**
     * Starts a container and waits until it serves. With servlets, the unchanged WAR is also in {@code webapps}.
     *
     * @param contexts a configuration for each context path; the empty path is the root
     */
    static ServletContainer start(Kind kind, Map<String, Path> contexts) throws Exception {
        ServletContainer container = new ServletContainer(kind);
        SelfSigned.of("localhost").writeKeyStore(container.base.resolve("keys.p12"));
        for (String directory : List.of("logs", "temp", "webapps", "start.d", "resources", "conf/Catalina/localhost")) {
            Files.createDirectories(container.base.resolve(directory));
        }
        for (Map.Entry<String, Path> context : contexts.entrySet()) {
            container.deploy(context.getKey(), context.getValue());
        }
        if (kind != Kind.JETTY_CORE) {
            Files.copy(built("gangway-.*\\.war"), container.base.resolve("webapps/gangway.war"));
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + container.base.resolve("temp")));
        command.addAll(kind.isTomcat() ? container.tomcat() : container.jetty());
        container.process = new ProcessBuilder(command)
                .directory(container.base.toFile())
                .redirectErrorStream(true)
                .redirectOutput(container.output.toFile())
                .start();
        try {
            container.awaitStart();
            return container;
        } catch (Throwable e) {
            container.close();
            throw e;
        }
    }

    private static Path built(String name) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("target"))) {
            return all.filter(path -> path.getFileName().toString().matches(name))
                    .findFirst()
                    .orElseThrow()
                    .toAbsolutePath();
        }
    }

    /** Deploys the WAR with the descriptor of the manual. */
    private void deploy(String contextPath, Path conf) throws IOException {
        String name = contextPath.isEmpty() ? "ROOT" : contextPath.substring(1);
        if (kind == Kind.JETTY_CORE) {
            deployHandler(conf);
            return;
        }
        String directory = kind.isTomcat() ? "conf/Catalina/localhost/" : "webapps/";
        String descriptor = Manual.block("war.md", "xml", kind.isTomcat() ? "<Context " : "<Configure ")
                .replace("/opt/gangway/gangway.war", built("gangway-.*\\.war").toString())
                .replace("/opt/site/nginx.conf", conf.toString())
                .replace("jetty.ee10.", "jetty." + environment() + ".")
                .replace(
                        "<Set name=\"contextPath\">/",
                        "<Set name=\"contextPath\">/" + contextPath.replaceFirst("/", ""));
        Files.writeString(base.resolve(directory + name + ".xml"), descriptor);
    }

    /** Deploys the handler with the example in {@code etc/jetty}. */
    private void deployHandler(Path conf) throws IOException {
        Path example = Path.of("etc/jetty");
        String descriptor = Files.readString(example.resolve("gangway.xml"));
        Files.writeString(
                base.resolve("webapps/gangway.xml"), descriptor.replace("/opt/site/nginx.conf", conf.toString()));
        Files.copy(example.resolve("gangway.properties"), base.resolve("webapps/gangway.properties"));
        Path jar = built("gangway-[0-9][^-]*(-SNAPSHOT)?\\.jar");
        Files.createDirectories(base.resolve("lib/ext"));
        Files.copy(jar, base.resolve("lib/ext").resolve(jar.getFileName()));
    }

    /** The directory of all its files, temporary files included. */
    Path directory() {
        return base;
    }

    private String environment() {
        return kind.name().substring("JETTY_".length()).toLowerCase(Locale.ROOT);
    }

    private List<String> tomcat() throws IOException {
        Path home = kind.home();
        Files.copy(home.resolve("conf/web.xml"), base.resolve("conf/web.xml"));
        Files.writeString(base.resolve("conf/server.xml"), """
                <Server port="-1">
                  <Service name="Catalina">
                    <Connector port="%d" address="127.0.0.1" connectionTimeout="%d" maxConnections="%d">
                      <UpgradeProtocol className="org.apache.coyote.http2.Http2Protocol"/>
                    </Connector>
                    <Connector port="%d" address="127.0.0.1" connectionTimeout="%d" SSLEnabled="true" scheme="https"
                        secure="true">
                      <UpgradeProtocol className="org.apache.coyote.http2.Http2Protocol"/>
                      <SSLHostConfig>
                        <Certificate certificateKeystoreFile="%s" certificateKeystorePassword="changeit"/>
                      </SSLHostConfig>
                    </Connector>
                    <Engine name="Catalina" defaultHost="localhost">
                      <Host name="localhost" appBase="webapps" autoDeploy="false"/>
                    </Engine>
                  </Service>
                </Server>
                """.formatted(
                        port, IDLE_MILLIS, MAX_CONNECTIONS, tlsPort, IDLE_MILLIS, base.resolve("keys.p12")));
        return List.of(
                "-Dcatalina.home=" + home,
                "-Dcatalina.base=" + base,
                "-cp",
                home.resolve("bin/bootstrap.jar") + ":" + home.resolve("bin/tomcat-juli.jar"),
                "org.apache.catalina.startup.Bootstrap",
                "start");
    }

    private List<String> jetty() throws IOException {
        // arguments after the module of an environment belong to that environment, so ports come first
        Files.writeString(
                base.resolve("start.d/1.ini"), """
                --modules=server,http,http2c,https,http2,network-connection-limit,resources,ext
                jetty.http.host=127.0.0.1
                jetty.http.port=%d
                jetty.http.idleTimeout=%d
                jetty.ssl.host=127.0.0.1
                jetty.ssl.port=%d
                jetty.ssl.idleTimeout=%d
                jetty.networkConnectionLimit.maxNetworkConnectionCount=%d
                jetty.sslContext.keyStorePath=keys.p12
                jetty.sslContext.keyStorePassword=changeit
                """.formatted(port, IDLE_MILLIS, tlsPort, IDLE_MILLIS, MAX_CONNECTIONS));
        Files.writeString(base.resolve("resources/jetty-logging.properties"), "org.eclipse.jetty.LEVEL=INFO\n");
        Files.writeString(base.resolve("start.d/2.ini"), "--modules=" + environment() + "-deploy\n");
        return List.of("-jar", kind.home().resolve("start.jar").toString());
    }

    private void awaitStart() {
        String started = kind.isTomcat() ? "Server startup in" : "oejs.Server:main: Started";
        await().atMost(PATIENCE).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(output());
            }
            return output().contains(started);
        });
    }

    Kind kind() {
        return kind;
    }

    /** Plain HTTP. */
    int port() {
        return port;
    }

    /** The TLS port, with a self-signed certificate for {@code localhost}. */
    int tlsPort() {
        return tlsPort;
    }

    /** The number of open sockets of the process; -1 without {@code /proc}. */
    int sockets() throws IOException {
        Path directory = Path.of("/proc", Long.toString(process.pid()), "fd");
        if (!Files.isDirectory(directory)) {
            return -1;
        }
        int sockets = 0;
        try (Stream<Path> all = Files.list(directory)) {
            for (Path descriptor : (Iterable<Path>) all::iterator) {
                sockets += isSocket(descriptor) ? 1 : 0;
            }
        }
        return sockets;
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            // closed since it was listed
            return false;
        }
    }

    String output() throws IOException {
        return Files.exists(output) ? Files.readString(output) : "";
    }

    /** Stops it as an administrator does; false if it does not exit. */
    boolean stop() throws InterruptedException {
        process.destroy();
        return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        if (process != null) {
            process.destroyForcibly();
            process.onExit().join();
        }
        Files.walkFileTree(base, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
