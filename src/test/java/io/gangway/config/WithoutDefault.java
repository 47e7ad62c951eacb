package io.gangway.config;

import java.util.List;

/** The directives with arguments that have no default, neither in nginx's manual nor in Gangway. */
final class WithoutDefault {
    static final List<String> NAMES = """
            add_after_body
            add_before_body
            add_header
            add_trailer
            alias
            allow
            auth_basic_user_file
            auth_request_set
            debug_connection
            deny
            error_page
            fastcgi_param
            gzip_disable
            hash
            include
            limit_conn
            limit_conn_zone
            limit_req
            limit_req_zone
            max_ranges
            otel_resource_attr
            otel_span_attr
            otel_span_name
            proxy_cache_bypass
            proxy_cache_max_range_offset
            proxy_cache_path
            proxy_cache_valid
            proxy_hide_header
            proxy_ignore_headers
            proxy_method
            proxy_no_cache
            proxy_pass
            proxy_pass_header
            proxy_set_body
            proxy_ssl_certificate
            proxy_ssl_certificate_key
            proxy_ssl_conf_command
            proxy_ssl_crl
            proxy_ssl_password_file
            proxy_ssl_trusted_certificate
            resolver
            return
            rewrite
            scgi_param
            secure_link
            secure_link_md5
            secure_link_secret
            server
            set
            set_real_ip_from
            source_charset
            ssl_certificate
            ssl_certificate_key
            ssl_client_certificate
            ssl_conf_command
            ssl_crl
            ssl_dhparam
            ssl_password_file
            ssl_session_ticket_key
            ssl_stapling_responder
            ssl_trusted_certificate
            status_zone
            sub_filter
            timer_resolution
            try_files
            use
            uwsgi_param
            valid_referers
            websocket_idle_timeout
            websocket_origins
            websocket_protocols
            websocket_relay
            worker_cpu_affinity
            worker_rlimit_core
            worker_rlimit_nofile
            worker_shutdown_timeout
            working_directory
            zone
            """.lines().toList();

    private WithoutDefault() {}
}
