package io.gangway.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A program of its own: serves one page and one proxied request to itself, then ends. The launcher runs it once per JDK to
 * make the class-data archive with which later starts are fast.
 */
public final class Warmup {
    private static final String CONFIGURATION = """
            pid gangway.pid;
            error_log error.log;
            events {}
            http {
                access_log access.log;
                upstream self { server 127.0.0.1:%1$d; }
                map $http_upgrade $connection_upgrade { default upgrade; '' close; }
                server {
                    listen 127.0.0.1:%1$d;
                    server_name localhost;
                    root .;
                    location / { try_files $uri $uri/ /index.html; }
                    location ~ \\.css$ { expires 1d; }
                    location /api/ {
                        proxy_pass http://self/;
                        proxy_http_version 1.1;
                        proxy_set_header Host $host;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection $connection_upgrade;
                        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                    }
                }
            }
            """;

    private Warmup() {}

    /** No arguments. Ends with 0 also when something failed: the classes that were loaded so far are worth an archive. */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createTempDirectory("gangway-warmup");
        try {
            run(folder);
        } catch (Exception e) {
            System.err.println("gangway: [notice] warm-up ended early: " + e.getMessage());
        } finally {
            delete(folder);
        }
        System.exit(0);
    }

    private static void run(Path folder) throws IOException, InterruptedException {
        int port = freePort();
        Path file = folder.resolve("nginx.conf");
        Files.writeString(file, CONFIGURATION.formatted(port));
        Files.writeString(folder.resolve("index.html"), "<!doctype html><title>warm</title>");
        try (Instance instance = GangwayInstance.read(new Place(folder, file, null, null))) {
            instance.start();
            ask(port, "/");
            ask(port, "/api/");
        }
    }

    private static void ask(int port, String target) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
                .timeout(Duration.ofSeconds(5))
                .build();
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
