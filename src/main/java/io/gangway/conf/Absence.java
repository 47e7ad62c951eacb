package io.gangway.conf;

import java.util.List;
import java.util.Optional;

/**
 * A feature that Gangway lacks, recognised by the names of its directives: one of nginx's own modules or of a
 * third-party one.
 *
 * @param prefix the start of the names, or the whole name when it ends with a semicolon
 * @param what the feature, worded as the subject of a sentence
 * @param planned whether it is planned
 */
public record Absence(String prefix, String what, boolean planned) {
    private static final List<Absence> OF_NGINX = List.of(
            planned("uwsgi_", "the uwsgi protocol"),
            planned("scgi_", "the SCGI protocol"),
            never("grpc_", "gRPC"),
            never("memcached_", "the memcached protocol"),
            never("stream;", "proxying of plain TCP and UDP"),
            never("mail;", "proxying of mail"),
            never("perl", "Perl"),
            never("load_module;", "loading modules of nginx"),
            planned("image_filter", "image processing"),
            planned("xslt_", "XSLT"),
            planned("xml_entities;", "XSLT"),
            planned("geoip_", "the GeoIP module"),
            planned("flv;", "streaming of FLV"),
            planned("mp4", "streaming of MP4"),
            planned("userid", "the userid module"),
            planned("mirror", "mirroring of requests"),
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
            planned("early_hints;", "passing on 103 (Early Hints)"),
            planned("sticky;", "sticky sessions"),
            planned("http3", "HTTP/3"),
            planned("quic_", "HTTP/3"));

    private static final List<Absence> OF_OTHERS = List.of(
            never("lua_", "Lua (OpenResty)"),
            never("access_by_lua", "Lua (OpenResty)"),
            never("content_by_lua", "Lua (OpenResty)"),
            never("rewrite_by_lua", "Lua (OpenResty)"),
            never("header_filter_by_lua", "Lua (OpenResty)"),
            never("body_filter_by_lua", "Lua (OpenResty)"),
            never("balancer_by_lua", "Lua (OpenResty)"),
            never("log_by_lua", "Lua (OpenResty)"),
            never("set_by_lua", "Lua (OpenResty)"),
            never("init_by_lua", "Lua (OpenResty)"),
            never("init_worker_by_lua", "Lua (OpenResty)"),
            never("ssl_certificate_by_lua", "Lua (OpenResty)"),
            never("js_", "JavaScript (njs)"),
            never("brotli", "Brotli compression"),
            never("zstd", "Zstandard compression"),
            never("geoip2", "the GeoIP2 module"),
            never("more_", "the headers-more module (try \"add_header\", \"proxy_hide_header\", \"proxy_set_header\")"),
            never("modsecurity", "ModSecurity"),
            never("pagespeed", "PageSpeed"),
            never("passenger_", "Passenger"),
            never("rtmp", "RTMP"),
            never("vhost_traffic_status", "the vhost-traffic-status module"),
            never("fancyindex", "the fancyindex module (try \"autoindex\")"),
            never("subs_filter", "the substitutions module (try \"sub_filter\")"),
            never("auth_jwt", "NGINX Plus"),
            never("health_check;", "NGINX Plus"),
            never("status_zone;", "NGINX Plus"),
            never("zone_sync", "NGINX Plus"),
            never("proxy_cache_purge;", "NGINX Plus"),
            never("fastcgi_cache_purge;", "NGINX Plus"),
            never("api;", "NGINX Plus"));

    private static final String READ_ON = "see \"Not supported\" in docs/differences.md";

    private static Absence planned(String prefix, String what) {
        return new Absence(prefix, what, true);
    }

    private static Absence never(String prefix, String what) {
        return new Absence(prefix, what, false);
    }

    /** The error for a directive that nginx has and Gangway lacks; the position is null outside of a file. */
    public static ConfException missing(String name, Position position) {
        Optional<Absence> absence = find(OF_NGINX, name);
        boolean later = absence.map(Absence::planned).orElse(true);
        String message = "\"" + name + "\" directive is not supported " + (later ? "yet by Gangway" : "by Gangway");
        String hint = absence.map(Absence::hint).orElse(READ_ON);
        return new ConfException(message, position, hint);
    }

    /** A second line for a directive that nginx lacks as well; empty when the module is not known. */
    static Optional<String> ofOthers(String name) {
        return find(OF_OTHERS, name).map(Absence::hint);
    }

    private String hint() {
        return what + " is not supported: " + READ_ON;
    }

    private static Optional<Absence> find(List<Absence> all, String name) {
        return all.stream().filter(absence -> absence.fits(name)).findFirst();
    }

    private boolean fits(String name) {
        return prefix.endsWith(";") ? prefix.equals(name + ";") : name.startsWith(prefix);
    }
}
