package io.gangway.dev;

import io.gangway.conf.Block;
import io.gangway.conf.Environment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The nginx configuration that the options stand for. */
final class DevConfiguration {
    static final String HOOK = "dev";

    /** What a front end is made of; nginx itself knows three types without a list. */
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

    private static final String UNANSWERED = "@unanswered";

    private final DevOptions options;
    private final int port;
    private final LocalCertificate certificate;

    /**
     * @param port where it listens
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
        if (!areHere()) {
            http.block("map", "$backend", "$backend_host", this::backendHosts);
        }
        http.block("server", this::server);
    }

    private static void types(Block types, String[] words) {
        types.directive(words[0], (Object[]) Arrays.copyOfRange(words, 1, words.length));
    }

    /** A backend of this machine is to see the address that the browser shows; one elsewhere answers to its own name. */
    private void backendHosts(Block map) {
        map.directive("default", "$http_host");
        options.routes.stream()
                .filter(route -> !isHere(route))
                .map(Route::backend)
                .distinct()
                .forEach(backend -> map.directive(backend, backend.substring(backend.indexOf("://") + 3)));
    }

    private boolean areHere() {
        return options.routes.stream().allMatch(DevConfiguration::isHere);
    }

    private static boolean isHere(Route route) {
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

    /** A path of the front end's router gets its index; a script or a picture that is missing does not. */
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
                .directive("proxy_set_header", "Host", areHere() ? "$http_host" : "$backend_host")
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
        server.directive("error_page", 502, 504, UNANSWERED);
        server.block("location", UNANSWERED, DevConfiguration::unanswered);
    }

    private void location(Block location, Route route, String url) {
        location.directive("set", "$backend", route.backend()).directive("proxy_pass", url);
        if (route.scheme().equals("https") && options.meddles()) {
            location.directive("proxy_ssl_name", route.host());
        }
        if (options.watchesMessages() && (options.see.isEmpty() || options.see.contains(route.path()))) {
            location.gangway("websocket_hook", HOOK);
        }
    }

    private static void unanswered(Block location) {
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
