package io.gangway.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A separate program that serves a page, a proxied request and a tunnel to itself and then exits. The launcher runs it
 * once per JDK to create the class-data archive that makes later starts fast.
 */
public final class Warmup {
    private static final int MAX_MILLIS = 20_000;
    private static final int READ_MILLIS = 2_000;
    private static final int POLL_MILLIS = 10;

    private static final String CONFIGURATION = """
            worker_processes auto;
            error_log error.log;
            pid gangway.pid;
            events { worker_connections 1024; }
            http {
                include mime.types;
                include conf.d/*.conf;
                error_log stderr emerg;
                client_body_temp_path temp;
                log_format main '$remote_addr [$time_local] "$request" $status $body_bytes_sent';
                access_log access.log main;
                keepalive_timeout 65s;
                map $http_upgrade $connection_upgrade { default upgrade; '' close; }
                proxy_cache_path cache levels=1:2 keys_zone=pages:1m;
                upstream self { server 127.0.0.1:%1$d max_fails=1 fail_timeout=1s; }
                server {
                    listen 127.0.0.1:%1$d;
                    server_name localhost ~^(?<name>[a-z]+)\\.test$;
                    root .;
                    charset utf-8;
                    add_header X-Content-Type-Options nosniff always;
                    location / { try_files $uri $uri/ /index.html; expires -1; }
                    location ~ \\.css$ { expires 1d; }
                    location /old/ { rewrite ^/old/(.*)$ /$1 permanent; }
                    location /app { if ($http_upgrade = '') { return 426; } }
                    location /api/ { proxy_pass http://self/; }
                    location /cached/ {
                        proxy_cache pages;
                        proxy_cache_valid 1m;
                        proxy_cache_lock on;
                        add_header X-Cache $upstream_cache_status;
                        proxy_pass http://self/;
                    }
                    location = /alive { gangway_alive; access_log off; }
                    location = /ready { gangway_ready; access_log off; }
                    location = /chat {
                        proxy_pass http://127.0.0.1:%2$d;
                        proxy_http_version 1.1;
                        proxy_set_header Host $host;
                        proxy_set_header Upgrade $http_upgrade;
                        proxy_set_header Connection $connection_upgrade;
                        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                    }
                }
            }
            """;

    /** The response of a backend to the request of {@code /chat}, and a message: "warm". */
    private static final String TUNNEL = """
            HTTP/1.1 101 Switching Protocols\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Accept: ICX+Yqv66kxgM0FcWaLWlFLwTAI=\r
            \r
            \u0081\u0004warm""";

    private Warmup() {}

    /** Takes no arguments. Exits with 0 even after a failure: the classes loaded so far are worth an archive. */
    public static void main(String[] args) throws IOException {
        JettyLogging.choose();
        Thread bound = new Thread(Warmup::haltAtDeadline, "warm-up-bound");
        bound.setDaemon(true);
        bound.start();
        Path directory = Files.createTempDirectory("gangway-warmup");
        try {
            run(directory);
        } catch (Exception e) {
            System.err.println("gangway: [notice] warm-up ended early: " + e);
        } finally {
            delete(directory);
        }
        System.exit(0);
    }

    private static void haltAtDeadline() {
        try {
            Thread.sleep(MAX_MILLIS);
            Runtime.getRuntime().halt(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void run(Path directory) throws Exception {
        int port = freePort();
        Files.writeString(directory.resolve("index.html"), "<!doctype html><title>warm</title>");
        Files.writeString(directory.resolve("mime.types"), "types { text/html html; text/css css; }");
        Files.writeString(Files.createDirectory(directory.resolve("conf.d")).resolve("empty.conf"), "");
        try (ServerSocket backend = listen()) {
            Thread tunnels = new Thread(() -> acceptTunnel(backend), "warm-up-backend");
            tunnels.setDaemon(true);
            tunnels.start();
            Files.writeString(directory.resolve("nginx.conf"), CONFIGURATION.formatted(port, backend.getLocalPort()));
            Path pid = directory.resolve("gangway.pid");
            Thread server = new Thread(() -> serve(directory), "warm-up-server");
            server.start();
            while (!Files.exists(pid) && server.isAlive()) {
                Thread.sleep(POLL_MILLIS);
            }
            request(port);
            SignalProcess.send(Command.REOPEN, pid);
            SignalProcess.send(Command.QUIT, pid);
            server.join();
        }
    }

    /** All that a real start does, so that its classes get into the archive. */
    private static void serve(Path directory) {
        try {
            Class.forName("io.gangway.cli.Start");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
        Main.program().run("-p", directory.toString(), "-c", "nginx.conf");
    }

    private static void request(int port) throws IOException {
        for (String target : new String[] {"/", "/x.css", "/api/", "/cached/", "/cached/", "/old/a", "/app"}) {
            request(port, target, "");
        }
        request(
                port,
                "/chat",
                "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n");
    }

    /** Uses plain sockets, so that no classes of an HTTP client get into the archive. */
    private static void request(int port, String target, String fields) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(READ_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "Connection: "
                            + (fields.isEmpty() ? "close" : "upgrade") + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            in.read(new byte[4096]);
        }
    }

    /** A backend of few classes: a Jetty server here would add its 400 to the archive, which the proxy never uses. */
    private static void acceptTunnel(ServerSocket backend) {
        try (Socket socket = backend.accept()) {
            socket.getInputStream().read(new byte[4096]);
            socket.getOutputStream().write(TUNNEL.getBytes(StandardCharsets.ISO_8859_1));
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            // the warm-up has ended
        }
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = listen()) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
