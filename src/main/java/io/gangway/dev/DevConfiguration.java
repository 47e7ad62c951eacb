package io.gangway.dev;

import io.gangway.conf.Block;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

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

    private final DevOptions options;
    private final LocalCertificate certificate;

    /** @param certificate null without TLS */
    DevConfiguration(DevOptions options, LocalCertificate certificate) {
        this.options = options;
        this.certificate = certificate;
    }

    Block block() {
        return Block.configuration("the configuration that dev made of its options")
                .block("events", events -> {})
                .block("http", this::http);
    }

    private void http(Block http) {
        http.block("types", types -> TYPES.forEach(type -> types(types, type)));
        http.say("access_log", "off");
        if (!options.routes.isEmpty()) {
            http.block(
                    "map",
                    "$http_upgrade",
                    "$connection_upgrade",
                    map -> map.say("default", "upgrade").say("", ""));
        }
        http.block("server", this::server);
    }

    private static void types(Block types, String[] words) {
        types.say(words[0], (Object[]) Arrays.copyOfRange(words, 1, words.length));
    }

    private void server(Block server) {
        String address = "127.0.0.1:" + options.port;
        if (certificate == null) {
            server.say("listen", address);
        } else {
            server.say("listen", address, "ssl")
                    .say("ssl_certificate", certificate.certificate())
                    .say("ssl_certificate_key", certificate.key());
        }
        server.say("server_name", "localhost");
        if (options.root != null) {
            server.say("root", absolute(options.root));
            if (options.routes.stream().noneMatch(route -> route.path().equals("/"))) {
                server.block(
                        "location",
                        "/",
                        location -> location.say("add_header", "Cache-Control", "no-cache")
                                .say("try_files", "$uri", "$uri/", "/index.html"));
            }
        }
        options.routes.forEach(route -> server.block("location", route.path(), location -> location(location, route)));
    }

    private void location(Block location, Route route) {
        location.say("proxy_pass", route.url())
                .say("proxy_http_version", "1.1")
                .say("proxy_set_header", "Host", isHere(route) ? "$http_host" : "$proxy_host")
                .say("proxy_set_header", "Upgrade", "$http_upgrade")
                .say("proxy_set_header", "Connection", "$connection_upgrade")
                .say("proxy_set_header", "X-Real-IP", "$remote_addr")
                .say("proxy_set_header", "X-Forwarded-For", "$proxy_add_x_forwarded_for")
                .say("proxy_set_header", "X-Forwarded-Proto", "$scheme")
                .say("proxy_buffering", "off")
                .say("proxy_read_timeout", "1h")
                .say("client_max_body_size", "0");
        if (route.scheme().equals("https")) {
            location.say("proxy_ssl_server_name", "on");
        }
        if (options.watchesMessages() && (options.see.isEmpty() || options.see.contains(route.path()))) {
            location.gangway("websocket_hook", HOOK);
        }
    }

    /** A backend of this machine is to see the address that the browser shows; one elsewhere answers to its own name. */
    private static boolean isHere(Route route) {
        return route.host().equals("localhost")
                || route.host().startsWith("127.")
                || route.host().equals("[::1]");
    }

    static String absolute(Path path) {
        return path.toAbsolutePath().normalize().toString();
    }
}
