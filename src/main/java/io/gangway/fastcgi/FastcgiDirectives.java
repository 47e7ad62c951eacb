package io.gangway.fastcgi;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.LOCATION_IF;
import static io.gangway.config.Context.SERVER;

import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.regex.Regex;
import io.gangway.upstream.exchange.PassCache;
import io.gangway.upstream.exchange.PassDirectives;
import io.gangway.upstream.gateway.GatewayParams;
import io.gangway.upstream.gateway.GatewayPass;
import java.util.List;
import java.util.stream.Stream;

/** The directives of FastCGI. */
final class FastcgiDirectives {
    /** The directives that other protocols have too. */
    static final PassDirectives SHARED = new PassDirectives("fastcgi_", "Status and X-Accel-...");

    /** {@code fastcgi_cache} and its kin. */
    static final PassCache CACHE = new PassCache("fastcgi_", "");

    static final Directive<GatewayPass> FASTCGI_PASS = Directive.of("fastcgi_pass", 1, 1, GatewayPass::read)
            .namelessInherit()
            .syntax("address")
            .description("Passes requests to a FastCGI server such as PHP-FPM: a host and port, a Unix socket "
                    + "(unix:path), or the name of an upstream. The address may contain variables.")
            .example("""
                    location ~ \\.php$ {
                        try_files $fastcgi_script_name =404;
                        include fastcgi.conf;
                        fastcgi_pass unix:/run/php/php-fpm.sock;
                    }""")
            .danger("Without try_files, a request for a script that does not exist reaches PHP, which may run another "
                    + "file of the path (cgi.fix_pathinfo).")
            .in(LOCATION, LOCATION_IF);

    static final Directive<List<GatewayParams.Param>> FASTCGI_PARAM =
            GatewayParams.directive("fastcgi_param", "FastCGI");

    static final Directive<String> FASTCGI_INDEX = Directive.word("fastcgi_index")
            .byDefault("")
            .syntax("name")
            .defaultText("")
            .description("Completes $fastcgi_script_name with this name when the URI ends with a slash.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Regex> FASTCGI_SPLIT_PATH_INFO = Directive.of(
                    "fastcgi_split_path_info", 1, 1, FastcgiDirectives::split)
            .syntax("regex")
            .description("Splits the URI: the first group of the regular expression becomes $fastcgi_script_name, the "
                    + "second one $fastcgi_path_info.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<Boolean> FASTCGI_KEEP_CONN = Directive.flag("fastcgi_keep_conn")
            .byDefault(false)
            .description("Asks the FastCGI server to keep the connection open, so that the keepalive directive of an "
                    + "upstream can reuse it.")
            .in(HTTP, SERVER, LOCATION);

    static final Directive<List<String>> FASTCGI_CATCH_STDERR = Directive.list(
                    "fastcgi_catch_stderr", 1, 1, r -> r.arg(0))
            .syntax("string")
            .description("Treats a response as invalid when the server writes this text to stderr before it: the next "
                    + "server is tried, if fastcgi_next_upstream has invalid_header, else the status is 502.")
            .in(HTTP, SERVER, LOCATION);

    static final List<Directive<?>> ALL = Stream.concat(
                    Stream.of(
                            FASTCGI_PASS,
                            FASTCGI_PARAM,
                            FASTCGI_INDEX,
                            FASTCGI_SPLIT_PATH_INFO,
                            FASTCGI_KEEP_CONN,
                            FASTCGI_CATCH_STDERR),
                    SHARED.all().stream())
            .<Directive<?>>map(directive -> directive)
            .toList();

    private FastcgiDirectives() {}

    private static Regex split(DirectiveArguments r) {
        Regex regex = r.regex(r.arg(0), false);
        if (regex.groups() != 2) {
            throw r.error("pattern \"" + r.arg(0) + "\" must have 2 captures");
        }
        return regex;
    }
}
