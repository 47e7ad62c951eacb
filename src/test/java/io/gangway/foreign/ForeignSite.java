package io.gangway.foreign;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Map;

/**
 * Gangway, in clear text and over TLS, by HTTP/1.1 and HTTP/2, with a location for each relay to each server and pages at
 * {@code /page/}. It speaks HTTP/2 to the servers with {@code http2} in their names.
 */
final class ForeignSite implements AutoCloseable {
    private final Site site;
    private final GangwayServer server;

    /** Starts the site for these servers, each given by its name and its URL with a trailing slash. */
    ForeignSite(Map<String, String> servers) throws IOException, GeneralSecurityException {
        site = Site.create();
        Certificate.write(site.dir());
        StringBuilder locations = new StringBuilder();
        for (Relay relay : Relay.values()) {
            servers.forEach((name, url) -> locations.append(
                    """
                    location %s {
                        %s
                        proxy_http_version %s;
                        proxy_pass %s;
                    }
                    """.formatted(path(relay, name), relay.directives(), name.contains("http2") ? "2" : "1.1", url)));
        }
        site.config("""
                map $http_upgrade $connection_upgrade {
                    default upgrade;
                    ''      close;
                }
                types { text/html html; application/javascript js; }
                log_format legs '$uri $status $args $request_length $bytes_sent '
                                '$upstream_bytes_sent $upstream_bytes_received '
                                '$server_protocol $connection';
                access_log logs/access.log legs;
                server {
                    listen 127.0.0.1:%%{port};
                    listen 127.0.0.1:%%{port:tls} ssl;
                    ssl_certificate %%{dir}/it.crt;
                    ssl_certificate_key %%{dir}/it.key;
                    client_max_body_size 2m;
                    http2 on;
                    keepalive_timeout 10m;
                    keepalive_requests 10000;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection $connection_upgrade;
                    proxy_set_header Host $http_host;
                    proxy_set_header X-Forwarded-Proto $scheme;
                    proxy_set_header X-Forwarded-Host $http_host;
                    location /page/ { root %%{dir}; }
                    %s
                }
                """.formatted(locations));
        server = GangwayServer.start(site);
    }

    private static String path(Relay relay, String name) {
        return "/" + relay.name().toLowerCase(Locale.ROOT) + "/" + name + "/";
    }

    /** Adds files of the test resources at {@code /page/}. */
    void pages(String... names) throws IOException {
        for (String name : names) {
            page(name, Files.readAllBytes(NodeScript.resource(name)));
        }
    }

    /** Adds a file at {@code /page/}. */
    void page(String name, byte[] content) throws IOException {
        site.file("page/" + name, content);
    }

    /** The URL of a file at {@code /page/}; the scheme is {@code http} or {@code https}. */
    String page(String scheme, String name) {
        return origin(scheme) + "/page/" + name;
    }

    /** The URL of a server through a relay; the scheme is {@code http}, {@code https}, {@code ws} or {@code wss}. */
    String url(String scheme, Relay relay, String server, String target) {
        return origin(scheme) + path(relay, server) + target;
    }

    private String origin(String scheme) {
        return scheme + "://127.0.0.1:"
                + (scheme.endsWith("s") && !scheme.equals("ws") ? site.port("tls") : site.port());
    }

    int port() {
        return site.port();
    }

    /** Loads the configuration anew; what runs is drained. */
    void reload() {
        server.reload();
    }

    String accessLog() throws IOException {
        return Files.readString(site.dir().resolve("logs/access.log"));
    }

    @Override
    public void close() throws IOException {
        server.close();
        site.close();
    }
}
