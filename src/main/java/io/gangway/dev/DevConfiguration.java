package io.gangway.dev;

import io.gangway.conf.Block;
import io.gangway.conf.Environment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Builds the nginx configuration for the options. */
final class DevConfiguration {
    static final String HOOK = "dev";

    /** The file types of front ends; nginx has only three types by default. */
    private static final List<String[]> TYPES = List.of(
            new String[] {"text/html", "html"},
            new String[] {"text/css", "css"},
            new String[] {"text/javascript", "js", "mjs"},
            new String[] {"text/plain", "txt"},
            new String[] {"application/json", "json", "map"},
            new String[] {"application/wasm", "wasm"},
            new String[] {"application/pdf", "pdf"},
            new String[] {"image/svg+xml", "svg"},
            new String[] {"image/png", "png"},
            new String[] {"image/jpeg", "jpg", "jpeg"},
            new String[] {"image/gif", "gif"},
            new String[] {"image/webp", "webp"},
            new String[] {"image/avif", "avif"},
            new String[] {"image/x-icon", "ico"},
            new String[] {"font/woff2", "woff2"},
            new String[] {"font/woff", "woff"},
            new String[] {"audio/mpeg", "mp3"},
            new String[] {"video/mp4", "mp4"},
            new String[] {"video/webm", "webm"});

    private static final String NO_RESPONSE = "@unanswered";

    private final DevOptions options;
    private final int port;
    private final LocalCertificate certificate;

    /**
     * @param port the port to listen on
     * @param certificate null without TLS
     */
    DevConfiguration(DevOptions options, int port, LocalCertificate certificate) {
        this.options = options;
        this.port = port;
        this.certificate = certificate;
    }

    Block block() {
        return Block.configuration("the configuration made from the options of dev")
                .block("events", events -> {})
                .block("http", this::http);
    }

    private void http(Block http) {
        http.block("types", types -> TYPES.forEach(type -> types(types, type)));
        http.directive("access_log", "off");
        if (!options.routes.isEmpty()) {
            http.block(
                    "map",
                    "$http_upgrade",
                    "$connection_upgrade",
                    map -> map.directive("default", "upgrade").directive("", ""));
        }
        if (!areAllLocal()) {
            http.block("map", "$backend", "$backend_host", this::backendHosts);
        }
        http.block("server", this::server);
    }

    private static void types(Block types, String[] words) {
        types.directive(words[0], (Object[]) Arrays.copyOfRange(words, 1, words.length));
    }

    /** A local backend gets the browser's Host; a remote one needs its own name. */
    private void backendHosts(Block map) {
        map.directive("default", "$http_host");
        options.routes.stream()
                .filter(route -> !isLocal(route))
                .map(Route::backend)
                .distinct()
                .forEach(backend -> map.directive(backend, backend.substring(backend.indexOf("://") + 3)));
    }

    private boolean areAllLocal() {
        return options.routes.stream().allMatch(DevConfiguration::isLocal);
    }

    private static boolean isLocal(Route route) {
        return route.host().equals("localhost")
                || route.host().startsWith("127.")
                || route.host().equals("[::1]");
    }

    private void server(Block server) {
        String address = options.host + ":" + port;
        if (certificate == null) {
            server.directive("listen", address);
        } else {
            server.directive("listen", address, "ssl")
                    .directive("ssl_certificate", certificate.certificate())
                    .directive("ssl_certificate_key", certificate.key());
        }
        server.directive("server_name", "localhost");
        if (options.root != null) {
            server.directive("root", absolute(options.root));
            server.block("location", "/", DevConfiguration::frontEnd);
        }
        if (!options.routes.isEmpty()) {
            proxy(server);
        }
    }

    /** Unknown paths get the index, for the router of the front end; missing scripts and images get 404. */
    private static void frontEnd(Block location) {
        location.directive("add_header", "Cache-Control", "no-cache")
                .directive("try_files", "$uri", "$uri/", "/index.html", "=404");
        String endings = TYPES.stream()
                .flatMap(type -> Arrays.stream(type).skip(1))
                .filter(ending -> !ending.equals("html"))
                .collect(Collectors.joining("|", "\\.(", ")$"));
        location.block("location", "~*", endings, asset -> asset.directive("try_files", "$uri", "=404"));
    }

    private void proxy(Block server) {
        server.directive("proxy_http_version", "1.1")
                .directive("proxy_set_header", "Host", areAllLocal() ? "$http_host" : "$backend_host")
                .directive("proxy_set_header", "Upgrade", "$http_upgrade")
                .directive("proxy_set_header", "Connection", "$connection_upgrade")
                .directive("proxy_set_header", "X-Real-IP", "$remote_addr")
                .directive("proxy_set_header", "X-Forwarded-For", "$proxy_add_x_forwarded_for")
                .directive("proxy_set_header", "X-Forwarded-Proto", "$scheme")
                .directive("proxy_buffering", "off")
                .directive("proxy_read_timeout", "1h")
                .directive("client_max_body_size", "0");
        if (options.routes.stream().anyMatch(route -> route.scheme().equals("https"))) {
            server.directive("proxy_ssl_server_name", "on");
        }
        for (Route route : options.routes) {
            if (route.isExactToo()) {
                server.block("location", "=", route.path(), exact -> location(exact, route, route.urlOfPath()));
            }
            server.block("location", route.bare() + "/", below -> location(below, route, route.urlBelow()));
        }
        server.directive("error_page", 502, 504, NO_RESPONSE);
        server.block("location", NO_RESPONSE, DevConfiguration::noResponse);
    }

    private void location(Block location, Route route, String url) {
        location.directive("set", "$backend", route.backend()).directive("proxy_pass", url);
        if (route.scheme().equals("https") && options.disturbsConnections()) {
            location.directive("proxy_ssl_name", route.host());
        }
        if (options.watchesMessages() && (options.see.isEmpty() || options.see.contains(route.path()))) {
            location.gangway("websocket_hook", HOOK);
        }
    }

    private static void noResponse(Block location) {
        location.directive("default_type", "text/plain")
                .directive(
                        "return",
                        502,
                        "$status: no response from $backend. Is it running? Start it, or restart \"gangway dev\" with"
                                + " its address.\n");
    }

    /** One char per byte. */
    static String absolute(Path path) {
        return Environment.bytes(path.toAbsolutePath().normalize());
    }
}
