package io.gangway.config;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.MAIN;
import static io.gangway.config.Context.SERVER;
import static io.gangway.config.Context.STREAM_SERVER;

import io.gangway.exchange.LocationName;
import io.gangway.net.HostName;
import io.gangway.net.Listen;
import io.gangway.net.ServerName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The core directives of blocks, {@code http}, {@code server} and {@code location}, and of their names and addresses.
 */
public final class CoreHttp {
    private CoreHttp() {}

    public static final Directive<Void> HTTP_BLOCK = Directive.<Void>of("http", 0, 0, r -> null)
            .opens(HTTP)
            .description("Holds the directives about HTTP and its servers.")
            .in(MAIN);

    public static final Directive<Void> SERVER_BLOCK = Directive.<Void>of("server", 0, 0, r -> null)
            .description("Holds the directives about one virtual server.")
            .opens(SERVER)
            .repeatable()
            .in(HTTP);

    public static final Directive<LocationName> LOCATION_BLOCK = Directive.of("location", 1, 2, LocationReader::read)
            .opens(LOCATION)
            .repeatable()
            .notInherited()
            .syntax("[ = | ~ | ~* | ^~ ] uri", "@name")
            .description("Holds the directives for some URIs: an exact one (=), those with a prefix, or those that "
                    + "match a regular expression (~, or ~* without regard to case). \"^~\" is a prefix that no "
                    + "regular expression overrules; \"@name\" is only reached by internal redirects.")
            .in(SERVER, LOCATION);

    /** The key of the name on a location's level. */
    public static final ScopeKey<LocationName> LOCATION_NAME = new ScopeKey<>("location");

    public static final Directive<List<Listen>> LISTEN = Directive.of(
                    "listen", 1, Integer.MAX_VALUE, ListenReader::read)
            .combinedBy(Directive::joined)
            .byDefault(List.of())
            .differs("Port 0 is any free port; name=NAME names it for the embedding API.", "name=.*|(.*:)?0")
            .syntax(
                    "address[:port] [default_server] [ssl] [http2] [proxy_protocol] [setfib=number] [fastopen=number] "
                            + "[backlog=number] [rcvbuf=size] [sndbuf=size] [accept_filter=filter] [deferred] [bind] "
                            + "[ipv6only=on|off] [reuseport] [multipath] "
                            + "[so_keepalive=on|off|[keepidle]:[keepintvl]:[keepcnt]] [name=name]",
                    "port [...]",
                    "unix:path [...]")
            .defaultText("*:80")
            .description("Opens a port or a Unix socket for this server. \"default_server\" makes it the one for "
                    + "requests that match no server_name, \"ssl\" speaks TLS, \"proxy_protocol\" expects a PROXY "
                    + "protocol header on each connection. A port alone and a Unix socket take the same parameters.")
            .in(SERVER, STREAM_SERVER);

    public static final Directive<List<ServerName>> SERVER_NAME = Directive.of(
                    "server_name", 1, Integer.MAX_VALUE, CoreHttp::serverNames)
            .combinedBy(Directive::joined)
            .byDefault(List.of())
            .syntax("name ...")
            .defaultText("\"\"")
            .description(
                    "Names the hosts for which this server responds: exact names, names with \"*\" at the beginning "
                            + "or end, and regular expressions after \"~\". The empty name stands for requests without a "
                            + "Host.")
            .in(SERVER);

    public static final Directive<Boolean> INTERNAL = Directive.of("internal", 0, 0, r -> true)
            .byDefault(false)
            .notInherited()
            .description("Keeps a location for internal redirects, subrequests and error pages. A client that asks for "
                    + "it gets 404.")
            .in(LOCATION);

    static final Directive<Set<String>> LIMIT_EXCEPT = Directive.of(
                    "limit_except", 1, Integer.MAX_VALUE, LimitExceptReader::read)
            .opens(Context.LIMIT_EXCEPT)
            .notInherited()
            .syntax("method ...")
            .description("Applies the directives in its block to all methods but these. GET includes HEAD.")
            .in(LOCATION);

    /** All directives of this class. */
    public static final List<Directive<?>> ALL =
            List.of(HTTP_BLOCK, SERVER_BLOCK, LOCATION_BLOCK, LISTEN, SERVER_NAME, INTERNAL, LIMIT_EXCEPT);

    private static List<ServerName> serverNames(DirectiveArguments r) {
        List<ServerName> names = new ArrayList<>();
        for (String word : r.args()) {
            names.add(serverName(r, word));
        }
        return List.copyOf(names);
    }

    private static ServerName serverName(DirectiveArguments r, String word) {
        if (word.startsWith("~")) {
            if (word.length() == 1) {
                throw r.error("empty regex in server name \"" + word + "\"");
            }
            boolean caseless = word.chars().anyMatch(c -> c >= 'A' && c <= 'Z');
            return new ServerName(word, r.regex(word.substring(1), caseless));
        }
        boolean lone = word.startsWith("*") && (word.length() < 3 || word.charAt(1) != '.');
        if (lone || word.equals(".")) {
            throw r.error("server name \"" + word + "\" is invalid");
        }
        if (word.indexOf('/') >= 0) {
            r.warn("server name \"" + word + "\" has suspicious symbols");
        }
        return new ServerName(
                word.equalsIgnoreCase("$hostname") ? HostName.get() : word.toLowerCase(Locale.ROOT), null);
    }
}
