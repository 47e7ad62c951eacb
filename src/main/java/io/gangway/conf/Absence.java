package io.gangway.conf;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A feature that Gangway lacks, recognised by the names of its directives: one of nginx's own modules or of a
 * third-party one.
 *
 * @param prefix the start of the names, or the whole name when it ends with a semicolon
 * @param what the feature, worded as the subject of a sentence
 * @param planned whether it is planned
 * @param omission what happens when it is to be left out
 * @param variables the start of the names of its variables; null for none that are known
 */
public record Absence(String prefix, String what, boolean planned, Omission omission, String variables) {
    private static final List<Absence> OF_NGINX = List.of(
            never("memcached_pass;", "the memcached protocol").responding(),
            never("memcached_", "the memcached protocol"),
            never("stream;", "proxying of plain TCP and UDP"),
            never("mail;", "proxying of mail"),
            never("perl_set;", "Perl").defining(null),
            never("perl;", "Perl").responding(),
            never("perl_", "Perl"),
            never("load_module;", "loading modules of nginx"),
            planned("image_filter;", "image processing").responding(),
            planned("image_filter_", "image processing"),
            planned("xslt_stylesheet;", "XSLT").responding(),
            planned("xslt_", "XSLT"),
            planned("xml_entities;", "XSLT"),
            never("geoip_", "the GeoIP module (try \"geo\")").defining("geoip_"),
            planned("flv;", "streaming of FLV"),
            planned("mp4", "streaming of MP4"),
            never("auth_http", "proxying of mail"),
            never("imap_", "proxying of mail"),
            never("pop3_", "proxying of mail"),
            never("smtp_", "proxying of mail"),
            never("max_errors;", "proxying of mail"),
            never("protocol;", "proxying of mail"),
            never("proxy;", "proxying of mail"),
            never("proxy_buffer;", "proxying of mail"),
            never("proxy_pass_error_message;", "proxying of mail"),
            never("proxy_smtp_auth;", "proxying of mail"),
            never("starttls;", "proxying of mail"),
            never("timeout;", "proxying of mail"),
            never("xclient;", "proxying of mail"),
            never("pass;", "proxying of plain TCP and UDP"),
            never("preread_", "proxying of plain TCP and UDP"),
            never("proxy_download_rate;", "proxying of plain TCP and UDP"),
            never("proxy_downstream_buffer;", "proxying of plain TCP and UDP"),
            never("proxy_half_close;", "proxying of plain TCP and UDP"),
            never("proxy_protocol;", "proxying of plain TCP and UDP"),
            never("proxy_protocol_timeout;", "proxying of plain TCP and UDP"),
            never("proxy_requests;", "proxying of plain TCP and UDP"),
            never("proxy_responses;", "proxying of plain TCP and UDP"),
            never("proxy_ssl;", "proxying of plain TCP and UDP"),
            never("proxy_timeout;", "proxying of plain TCP and UDP"),
            never("proxy_upload_rate;", "proxying of plain TCP and UDP"),
            never("proxy_upstream_buffer;", "proxying of plain TCP and UDP"),
            never("ssl_alpn;", "proxying of plain TCP and UDP"),
            never("ssl_handshake_timeout;", "proxying of plain TCP and UDP"),
            never("ssl_preread;", "proxying of plain TCP and UDP"),
            never("acceptex_read;", "an event method of another system"),
            never("devpoll_", "an event method of another system"),
            never("eventport_", "an event method of another system"),
            never("iocp_threads;", "an event method of another system"),
            never("kqueue_", "an event method of another system"),
            never("post_acceptex;", "an event method of another system"),
            never("degradation;", "the degradation module"),
            never("degrade;", "the degradation module"),
            never("google_perftools_profiles;", "profiling by gperftools"),
            never("post_action;", "the undocumented post_action"),
            never("ssl_ech_file;", "Encrypted Client Hello"),
            planned("ancient_browser", "the browser module"),
            planned("modern_browser", "the browser module"),
            planned("http3", "HTTP/3"),
            planned("quic_", "HTTP/3"));

    private static final List<Absence> OF_OTHERS = List.of(
            never("lua_", "Lua (OpenResty)"),
            never("init_by_lua", "Lua (OpenResty)"),
            never("init_worker_by_lua", "Lua (OpenResty)"),
            never("log_by_lua", "Lua (OpenResty)"),
            never("content_by_lua", "Lua (OpenResty)").responding(),
            never("access_by_lua", "Lua (OpenResty)").restricting(),
            never("rewrite_by_lua", "Lua (OpenResty)").restricting(),
            never("server_rewrite_by_lua", "Lua (OpenResty)").restricting(),
            never("header_filter_by_lua", "Lua (OpenResty)").restricting(),
            never("body_filter_by_lua", "Lua (OpenResty)").restricting(),
            never("balancer_by_lua", "Lua (OpenResty)").restricting(),
            never("ssl_certificate_by_lua", "Lua (OpenResty)").restricting(),
            never("ssl_client_hello_by_lua", "Lua (OpenResty)").restricting(),
            never("precontent_by_lua", "Lua (OpenResty)").restricting(),
            never("set_by_lua", "Lua (OpenResty)").defining(null),
            never("js_content;", "JavaScript (njs)").responding(),
            never("js_access;", "JavaScript (njs)").restricting(),
            never("js_header_filter;", "JavaScript (njs)").restricting(),
            never("js_body_filter;", "JavaScript (njs)").restricting(),
            never("js_set;", "JavaScript (njs)").defining(null),
            never("js_var;", "JavaScript (njs)").defining(null),
            never("js_", "JavaScript (njs)"),
            never("zstd", "Zstandard compression").with("zstd_ratio"),
            never("geoip2", "the GeoIP2 module (try \"geo\")").defining("geoip2_"),
            never("more_set_input_headers;", "the headers-more module (try \"proxy_set_header\")")
                    .restricting(),
            never("more_clear_input_headers;", "the headers-more module (try \"proxy_set_header\")")
                    .restricting(),
            never("more_", "the headers-more module (try \"add_header\", \"proxy_hide_header\", \"proxy_set_header\")"),
            never("modsecurity", "ModSecurity").restricting(),
            never("pagespeed", "PageSpeed"),
            never("passenger_enabled;", "Passenger").responding(),
            never("passenger_", "Passenger"),
            never("rtmp", "RTMP"),
            never("vhost_traffic_status_display;", "the vhost-traffic-status module")
                    .responding(),
            never("vhost_traffic_status", "the vhost-traffic-status module").with("vts_"),
            never("fancyindex", "the fancyindex module (try \"autoindex\")"),
            never("subs_filter", "the substitutions module (try \"sub_filter\")"),
            never("auth_jwt", "NGINX Plus").restricting(),
            never("auth_oidc", "NGINX Plus").restricting(),
            never("oidc_provider;", "NGINX Plus"),
            never("app_protect", "NGINX App Protect").restricting(),
            never("keyval", "NGINX Plus").defining(null),
            never("session_log", "NGINX Plus"),
            never("mgmt;", "NGINX Plus"),
            never("ntlm;", "NGINX Plus").restricting(),
            never("auth_pam", "authentication by PAM").restricting(),
            never("auth_ldap", "authentication by LDAP").restricting(),
            never("auth_digest", "digest authentication").restricting(),
            never("auth_gss", "authentication by GSSAPI").restricting(),
            never("auth_spnego", "authentication by SPNEGO").restricting(),
            never("auth_totp", "authentication by TOTP").restricting(),
            never("auth_radius", "authentication by RADIUS").restricting(),
            never("SecRules", "naxsi").restricting(),
            never("CheckRule;", "naxsi").restricting(),
            never("BasicRule;", "naxsi").restricting(),
            never("MainRule;", "naxsi").restricting(),
            never("DeniedUrl;", "naxsi").restricting(),
            never("LearningMode;", "naxsi").restricting(),
            never("LibInjection", "naxsi").restricting(),
            never("testcookie", "the testcookie module").restricting(),
            never("dynamic_limit_req", "the dynamic limit module").restricting(),
            never("limit_upload_rate", "the upload limit module").restricting(),
            never("ip2location_", "the IP2Location module").defining("ip2location_"),
            never("ip2proxy_", "the IP2Proxy module").defining("ip2proxy_"),
            never("echo", "the echo module").responding(),
            never("redis_pass;", "the Redis module").responding(),
            never("redis2_pass;", "the Redis module").responding(),
            never("nchan_publisher;", "Nchan").responding(),
            never("nchan_subscriber;", "Nchan").responding(),
            never("nchan_pubsub;", "Nchan").responding(),
            never("nchan_", "Nchan"),
            never("upload_pass;", "the upload module").responding(),
            never("ajp_pass;", "AJP").responding(),
            never("fair;", "the fair balancer"));

    /** Directives of nginx without an entry, but for those that nothing depends on, must not be left out. */
    private static final Set<String> NEEDLESS = Set.of("degradation", "degrade", "google_perftools_profiles");

    private static final String LENIENT = "; run with --lenient to leave it out";

    private static final String READ_ON = "see \"Not supported\" in docs/differences.md";

    private static Absence planned(String prefix, String what) {
        return new Absence(prefix, what, true, Omission.LEAVES, null);
    }

    private static Absence never(String prefix, String what) {
        return new Absence(prefix, what, false, Omission.LEAVES, null);
    }

    private Absence responding() {
        return new Absence(prefix, what, planned, Omission.RESPONDS, variables);
    }

    private Absence restricting() {
        return new Absence(prefix, what, planned, Omission.RESTRICTS, variables);
    }

    private Absence defining(String names) {
        return new Absence(prefix, what, planned, Omission.DEFINES, names);
    }

    private Absence with(String names) {
        return new Absence(prefix, what, planned, omission, names);
    }

    /** The absence that a directive which Gangway lacks belongs to; empty for an unknown name. */
    public static Optional<Absence> of(String name) {
        return find(OF_NGINX, name)
                .or(() -> find(OF_OTHERS, name))
                .or(() -> NEEDLESS.contains(name)
                        ? Optional.of(planned(name + ";", "\"" + name + "\""))
                        : Optional.empty());
    }

    /** The absence whose variables have names like this. */
    public static Optional<Absence> ofVariable(String name) {
        return Stream.concat(OF_NGINX.stream(), OF_OTHERS.stream())
                .filter(absence -> absence.variables != null && name.startsWith(absence.variables))
                .findFirst();
    }

    /** The error for a directive that nginx has and Gangway lacks; the position is null outside of a file. */
    public static ConfException missing(String name, Position position) {
        Optional<Absence> absence = find(OF_NGINX, name);
        boolean later = absence.map(Absence::planned).orElse(true);
        String message = "\"" + name + "\" directive is not supported " + (later ? "yet by Gangway" : "by Gangway");
        String option = NEEDLESS.contains(name) ? LENIENT : "";
        String hint = absence.map(Absence::hint).orElse(READ_ON + option);
        return new ConfException(message, position, hint);
    }

    /** A second line for a directive that nginx lacks as well; empty when the module is not known. */
    static Optional<String> ofOthers(String name) {
        return find(OF_OTHERS, name).map(Absence::hint);
    }

    private String hint() {
        return what + " is not supported: " + READ_ON + (omission == Omission.RESTRICTS ? "" : LENIENT);
    }

    private static Optional<Absence> find(List<Absence> all, String name) {
        return all.stream().filter(absence -> absence.fits(name)).findFirst();
    }

    private boolean fits(String name) {
        return prefix.endsWith(";") ? prefix.equals(name + ";") : name.startsWith(prefix);
    }
}
