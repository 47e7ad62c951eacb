package io.gangway.api;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.util.Map;
import org.eclipse.jetty.util.ajax.JSON;

/** A server with {@code api} in several locations, and three backends that respond with their names. */
final class ApiSite implements AutoCloseable {
    private static final String CONFIG = """
            limit_req_zone $arg_key zone=reqs:1m rate=1000r/s;
            limit_conn_zone $arg_key zone=conns:1m;
            upstream backend { zone backend 64k; server %{backend:a}; server %{backend:b} weight=2; }
            upstream backup { zone backup 64k; least_conn; server %{backend:a} max_conns=7; server %{backend:b} backup; }
            upstream hashed { zone hashed 64k; hash $arg_key consistent; server %{backend:a}; }
            upstream static { server %{backend:a}; }
            server {
                listen 127.0.0.1:%{port};
                status_zone site;
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection $http_connection;
                location /api { api write=on; }
                location /api-below/ { api write=on; }
                location /read { api; }
                location /token { api write=on token=s3cret; }
                location /local { api write=on remote=off; }
                location /pages {
                    status_zone pages; limit_req zone=reqs burst=5; limit_conn conns 10; proxy_pass http://static;
                }
                location /backup { proxy_pass http://backup; }
                location /hashed { proxy_pass http://hashed; }
                location / { proxy_pass http://backend; }
            }
            """;

    final ScriptedUpstream a = ScriptedUpstream.start(Script.body("a"));
    final ScriptedUpstream b = ScriptedUpstream.start(Script.body("b"));
    final ScriptedUpstream c = ScriptedUpstream.start(Script.body("c"));
    final Site site = Site.create();
    final GangwayServer server;

    ApiSite() throws IOException {
        site.backend("a", a).backend("b", b).config(CONFIG);
        server = GangwayServer.start(site);
    }

    int port() {
        return site.port();
    }

    RawResponse send(String method, String target, String body, String... fields) throws IOException {
        StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\nConnection: close\r\n");
        boolean named = false;
        for (String field : fields) {
            named |= field.startsWith("Host:");
            request.append(field).append("\r\n");
        }
        if (!named) {
            request.append("Host: localhost\r\n");
        }
        if (body != null) {
            request.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return RawHttp.send(port(), request + "\r\n" + (body == null ? "" : body));
    }

    RawResponse get(String target) throws IOException {
        return send("GET", target, null);
    }

    /** The JSON of a response. */
    static Object json(RawResponse response) {
        return new JSON().fromJSON(response.body());
    }

    /** {@code status code: text} of an error. */
    static String error(RawResponse response) {
        if (!(json(response) instanceof Map<?, ?> body) || !(body.get("error") instanceof Map<?, ?> error)) {
            throw new AssertionError(response.toString());
        }
        if (!Long.valueOf(response.status()).equals(error.get("status"))) {
            throw new AssertionError("different statuses: " + response);
        }
        return response.status() + " " + error.get("code") + ": " + error.get("text");
    }

    @Override
    public void close() throws IOException {
        server.close();
        a.close();
        b.close();
        c.close();
        site.close();
    }
}
