package io.gangway.api;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fields of version 9 and their types, as nginx.org documents them (reading of {@code yaml/nginx_api.yaml} of
 * nginx/nginx.org). What the documentation calls conditional, and what Gangway has no counterpart for, has a question
 * mark.
 */
final class ApiFormat {
    private static final String TLS = """
            {handshakes int, handshakes_failed int, session_reuses int, no_common_protocol int, no_common_cipher int,
             handshake_timeout int, peer_rejected_cert int,
             verify_failures {no_cert int, expired_cert int, revoked_cert int, hostname_mismatch? int, other int}}""";

    private static final String RESPONSES = "{1xx int, 2xx int, 3xx int, 4xx int, 5xx int, codes {* int}, total int}";

    private static final String LOCATION_ZONE =
            "{requests int, responses " + RESPONSES + ", discarded int, received int, sent int}";

    private static final String SERVER_ZONE = "{processing int, requests int, responses " + RESPONSES
            + ", discarded int, received int, sent int, ssl? " + TLS + "}";

    static final String SERVER = """
            {id int, server text, weight int, max_conns int, max_fails int, fail_timeout text, slow_start text,
             route text, backup bool, down bool, drain? bool, parent? text, host? text, service? text}""";

    private static final String BUCKETS = """
            {5 int, 10 int, 25 int, 50 int, 75 int, 100 int, 250 int, 500 int, 750 int, 1000 int, 2500 int, 5000 int,
             7500 int, 10000 int, inf int}""";

    private static final String PEER = "{id int, server text, service? text, name text, backup bool, weight int, "
            + "state text, active int, ssl? " + TLS + ", max_conns? int, requests int, header_time? int, "
            + "response_time? int, response_time_hist {count int, sum int, buckets " + BUCKETS + "}, responses "
            + RESPONSES + ", sent int, received int, fails int, unavail int, "
            + "health_checks {checks int, fails int, unhealthy int, last_passed? bool}, downtime int, "
            + "downstart? time, selected? time}";

    private static final String UPSTREAM = "{peers [" + PEER + "], keepalive int, zombies int, zone text, "
            + "queue? {size int, max_size int, overflows int}}";

    private static final String REQUESTS = "{total int, current int}";
    private static final String CONNECTIONS = "{accepted int, dropped int, active int, idle int}";
    private static final String WORKER =
            "{id int, pid int, connections " + CONNECTIONS + ", http {requests " + REQUESTS + "}}";
    private static final String CONNECTION_LIMIT = "{passed int, rejected int, rejected_dry_run int}";
    private static final String REQUEST_LIMIT =
            "{passed int, delayed int, rejected int, delayed_dry_run int, rejected_dry_run int}";

    static final String ERROR = "{error {status int, text text, code text}, request_id text, href text}";

    /** The shapes by the path below the version. NAME stands for a name of the configuration of the tests. */
    static final Map<String, String> PATHS = paths();

    private ApiFormat() {}

    private static Map<String, String> paths() {
        Map<String, String> paths = new LinkedHashMap<>();
        paths.put("/", "[text]");
        paths.put("/nginx", """
                {version text, build text, address text, generation int, load_timestamp time, timestamp time, pid int,
                 ppid int}""");
        paths.put("/processes", "{respawned int}");
        paths.put("/connections", CONNECTIONS);
        paths.put("/slabs/", "{* {pages {used int, free int}, slots {* {used int, free int, reqs int, fails int}}}}");
        paths.put("/ssl", TLS);
        paths.put("/resolvers/", """
                {* {requests {name int, srv int, addr int},
                    responses {noerror int, formerr int, servfail int, nxdomain int, notimp int, refused int,
                               timedout int, unknown int}}}""");
        paths.put("/workers/", "[" + WORKER + "]");
        paths.put("/workers/0", WORKER);
        paths.put("/http/", "[text]");
        paths.put("/http/requests", REQUESTS);
        paths.put("/http/server_zones/", "{* " + SERVER_ZONE + "}");
        paths.put("/http/server_zones/site", SERVER_ZONE);
        paths.put("/http/location_zones/", "{* " + LOCATION_ZONE + "}");
        paths.put("/http/location_zones/pages", LOCATION_ZONE);
        paths.put("/http/caches/", "{* {size int}}");
        paths.put("/http/limit_conns/", "{* " + CONNECTION_LIMIT + "}");
        paths.put("/http/limit_conns/conns", CONNECTION_LIMIT);
        paths.put("/http/limit_reqs/", "{* " + REQUEST_LIMIT + "}");
        paths.put("/http/limit_reqs/reqs", REQUEST_LIMIT);
        paths.put("/http/upstreams/", "{* " + UPSTREAM + "}");
        paths.put("/http/upstreams/backend", UPSTREAM);
        paths.put("/http/upstreams/backend/servers/", "[" + SERVER + "]");
        paths.put("/http/upstreams/backend/servers/0", SERVER);
        return paths;
    }
}
