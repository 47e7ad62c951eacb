package io.gangway.explain;

import io.gangway.http.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A random configuration, and random requests to it. Each location names itself in {@code X-Location}, so that a response
 * tells where it comes from.
 */
final class RandomConfiguration {
    private static final List<String> NAMES =
            List.of("a.test", "*.a.test", ".b.test", "c.*", "~^(?<sub>\\w+)\\.d\\.test$", "e.test f.test");
    private static final List<String> HOSTS =
            List.of("a.test", "x.a.test", "b.test", "y.b.test", "c.org", "z.d.test", "f.test", "other.test", "A.Test");
    private static final List<String> PREFIXES = List.of("/", "/a", "/a/", "/a/b", "/b/", "/files/", "/x");
    private static final List<String> EXACT = List.of("= /", "= /a", "= /index.html", "= /b/1");
    private static final List<String> PATTERNS =
            List.of("~ ^/a/(.*)$", "~* \\.HTML$", "~ /(?<tail>[^/]+)$", "~ ^/(files|x)/", "~ b");
    private static final List<String> PATHS = List.of(
            "/",
            "/a",
            "/a/",
            "/a/b",
            "/a/b/c",
            "/a/b/in",
            "/b/1",
            "/b/2",
            "/index.html",
            "/files/",
            "/files/A.html",
            "/files/none",
            "/x",
            "/x/y",
            "/x%20y/z",
            "/a/../b/1",
            "/a//b",
            "/caf%C3%A9",
            "/A.HTML",
            "/auth",
            "/a%2Fb");
    private static final List<String> QUERIES = List.of("", "", "?q=1", "?q=x&p=1", "?", "?p=1", "?q=a%20b");

    private final Random random;
    private final StringBuilder text = new StringBuilder();
    /** What {@code X-Location} stands for: the argument of {@code location}; null for a server. */
    private final Map<String, String> locations = new LinkedHashMap<>();

    private int serial;

    RandomConfiguration(long seed) {
        random = new Random(seed);
        write();
    }

    String text() {
        return text.toString();
    }

    Map<String, String> locations() {
        return locations;
    }

    // ---- requests

    /** A random request to a port. */
    ExplainedRequest request(int port) {
        String url = "http://" + one(HOSTS) + ":" + port + one(PATHS) + one(QUERIES);
        ExplainedRequest request = ExplainedRequest.of(url);
        if (maybe(20)) {
            request = request.websocket();
        } else if (maybe(25)) {
            request = request.method(one(List.of("POST", "HEAD", "DELETE")));
        }
        for (Field field : List.of(
                new Field("Cookie", "a=b"),
                new Field("X-Forwarded-For", "192.0.2.1"),
                new Field("Accept-Encoding", "gzip"),
                new Field("Referer", "http://a.test/"),
                new Field("Content-Length", "0"))) {
            if (maybe(15)) {
                request = request.field(field.name(), field.value());
            }
        }
        return request;
    }

    // ---- the file

    private void write() {
        text.append("""
                error_log /dev/null;
                map $http_upgrade $upgrading { default upgrade; '' close; }
                map $uri $mapped { default one; ~^/a(?<rest>.*) two; /b/1 one; }
                upstream one { server %{backend:one}; }
                upstream two { server %{backend:two}; server %{backend:two} backup; }
                """);
        int servers = 1 + random.nextInt(3);
        for (int i = 0; i < servers; i++) {
            server(i);
        }
        // Declares the variable that locations use.
        line("server { listen %{port}; server_name never.test; set $v never; }");
    }

    private void server(int number) {
        line("server {");
        line("listen %{port}" + (number == 1 && maybe(50) ? " default_server;" : ";"));
        if (maybe(85)) {
            line("server_name " + NAMES.get((number * 2 + random.nextInt(2)) % NAMES.size()) + ";");
        }
        line("root html;");
        label(null);
        sometimes(
                25,
                "rewrite ^/old/(.*)$ /a/$1 last;",
                "rewrite ^/x/(.*)$ /b/$1;",
                "rewrite ^/A(.*)$ /files/A$1 break;");
        sometimes(15, "if ($arg_p) { set $v p; }", "if ($http_cookie ~ a=(.)) { set $v $1; }", "set $v server;");
        sometimes(8, "if ($arg_q = x) { return 418; }", "return 301 https://secure.test$request_uri;");
        sometimes(15, "error_page 404 /index.html;", "error_page 403 404 = @named;", "error_page 404 =200 /b/1;");
        sometimes(10, "error_page 403 http://elsewhere.test/;", "error_page 405 418 =503 /files/A.html;");
        sometimes(10, "deny 192.0.2.0/24;", "allow 127.0.0.0/8;", "satisfy any;");
        sometimes(15, "charset utf-8;", "gzip on;", "expires max;", "proxy_intercept_errors on;");
        sometimes(15, "proxy_set_header X-Level server;");
        List<String> names = new ArrayList<>();
        int locations = 2 + random.nextInt(5);
        for (int i = 0; i < locations; i++) {
            String name = name();
            if (!names.contains(name.replace("^~ ", ""))) {
                names.add(name.replace("^~ ", ""));
                location(name, true);
            }
        }
        if (!names.contains("= /auth")) {
            line("location = /auth {");
            label("= /auth");
            line(one(List.of(
                    "internal; proxy_pass http://one/authcheck;",
                    "internal; proxy_pass http://two/authcheck; proxy_pass_request_body off;",
                    "return 204;",
                    "return 403;",
                    "return 401;")));
            line("}");
        }
        line("location @named {");
        label("@named");
        line(one(List.of("return 200 named;", "proxy_pass http://two;", "try_files /b/1 =404;", "return 503;")));
        line("}");
        line("}");
    }

    private String name() {
        int kind = random.nextInt(10);
        if (kind < 2) {
            return one(EXACT);
        }
        if (kind < 5) {
            return one(PATTERNS);
        }
        return (kind == 9 ? "^~ " : "") + one(PREFIXES);
    }

    private void location(String name, boolean nests) {
        boolean pattern = name.startsWith("~");
        boolean prefix = !pattern && !name.startsWith("=");
        line("location " + name + " {");
        label(name);
        sometimes(
                25,
                "rewrite ^/a/(.*)$ /b/$1 last;",
                "rewrite ^/(.*)/b(.*)$ /files$2?from=$1 last;",
                "rewrite ^ /b/1? break;",
                "rewrite ^/x(.*)$ /a$1;",
                "rewrite ^/b/(.*)$ http://elsewhere.test/$1;",
                "rewrite ^/files/(.*)$ /index.html permanent;",
                "rewrite /A /files/A.html last;");
        sometimes(20, "set $v \"$mapped-$arg_q\";", "if ($request_method = POST) { set $v post; }", "break;");
        sometimes(
                15,
                "if ($arg_q = 1) { return 302 /moved; }",
                "if ($arg_p) { proxy_pass http://two; }",
                "if (-f $document_root/index.html) { set $v file; }",
                "if ($uri ~* ^/(a|b)) { set $v $1; }",
                "if ($args ~ q=(.*)) { rewrite ^ /x/$1 last; }");
        sometimes(
                15,
                "deny all;",
                "allow 127.0.0.1; deny all;",
                "auth_request /auth;",
                "satisfy any; deny all; auth_request /auth;");
        sometimes(6, "limit_except GET { deny all; }", "internal;", "client_max_body_size 1;");
        sometimes(12, "error_page 404 /index.html;", "error_page 403 =200 @named;", "error_page 404 405 = /b/1;");
        sometimes(10, "charset utf-8;", "gzip on; gzip_vary on;", "expires epoch;", "gzip_static on;");
        content(pattern, prefix);
        if (nests && prefix && maybe(20)) {
            location(name.replace("^~ ", "") + (name.endsWith("/") ? "in" : "/in"), false);
        }
        line("}");
    }

    private void content(boolean pattern, boolean prefix) {
        switch (random.nextInt(9)) {
            case 0, 1 -> proxy("proxy_pass http://one;");
            case 2 -> proxy(pattern ? "proxy_pass http://two;" : "proxy_pass http://two/p;");
            case 3 -> proxy(pattern ? "proxy_pass http://$mapped;" : "proxy_pass http://one/;");
            case 4 ->
                proxy(one(List.of("proxy_pass http://$mapped/v$uri$is_args$args;", "proxy_pass http://$mapped;")));
            case 5 ->
                line(one(List.of(
                        "try_files $uri $uri/ /index.html;",
                        "try_files $uri =404;",
                        "try_files /none $uri/ @named;",
                        "try_files $uri /b/1?tried=1;")));
            case 6 ->
                line(one(List.of("return 200 \"v=$v\";", "return 404;", "return 302 /a$is_args$args;", "return 444;")));
            case 7 -> line(prefix ? "alias html/files/;" : "root html;");
            default -> line(one(List.of("empty_gif;", "root html;", "index none.html index.html;", "autoindex off;")));
        }
    }

    private void proxy(String pass) {
        line(pass);
        sometimes(30, "proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $upgrading;");
        sometimes(
                30,
                "proxy_set_header Host $host; proxy_set_header X-V $v;",
                "proxy_set_header X-Real-IP $remote_addr; proxy_set_header Cookie \"\";",
                "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Host $proxy_host;");
        sometimes(
                15,
                "proxy_http_version 1.0;",
                "proxy_method PUT;",
                "proxy_pass_request_headers off;",
                "proxy_set_body \"body $arg_q\";",
                "proxy_hide_header X-Backend;",
                "proxy_request_buffering off;");
    }

    /** The fields by which a response tells its location and its final URI. */
    private void label(String location) {
        serial++;
        String label = "L" + serial;
        locations.put(label, location);
        line("add_header X-Location " + label
                + " always; add_header X-Uri $uri always; add_header X-Args \"$args|\" always;");
        line("add_header X-Server \"$server_name|\" always;");
        if (maybe(10)) {
            line("add_header X-Only-Success \"$v\";");
        }
    }

    private void sometimes(int percent, String... choices) {
        if (maybe(percent)) {
            line(choices[random.nextInt(choices.length)]);
        }
    }

    private boolean maybe(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
