package io.gangway.map;

import io.gangway.conf.ConfException;
import io.gangway.config.Context;
import io.gangway.config.CoreHttp;
import io.gangway.config.Scope;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.http.Ascii;
import io.gangway.net.HostnameKey;
import io.gangway.net.ServerName;
import io.gangway.regex.Regex;
import java.util.ArrayList;
import java.util.List;

/** The compiled {@code valid_referers} of a level. Immutable. */
final class Referers {
    /** The result of {@link #hosts} for an unknown host. */
    private static final Template UNKNOWN = Template.of("unknown");

    private static final int MAX_HOST_LENGTH = 256;
    private static final int MIN_LENGTH = "http://i.ru".length();

    private final boolean none;
    private final boolean blocked;

    /** The beginning of the path for each host. */
    private final MapTable hosts;

    private final boolean empty;
    private final List<Regex> hostPatterns;
    private final List<Regex> patterns;

    private Referers(Referer.Groups groups, MapTable hosts, boolean empty, List<Regex> hostPatterns) {
        none = groups.none();
        blocked = groups.blocked();
        this.hosts = hosts;
        this.empty = empty;
        this.hostPatterns = hostPatterns;
        patterns = groups.patterns();
    }

    /**
     * Compiles the referers of a level.
     *
     * @param scope the level, for the names of its server
     */
    static Referers of(List<Referer> referers, Scope scope) {
        Referer.Groups groups = Referer.Groups.of(referers);
        MapTable.Builder table = new MapTable.Builder();
        table.byDefault(UNKNOWN);
        List<Regex> hostPatterns = new ArrayList<>();
        groups.hosts().forEach(host -> table.text(host.name(), host.kind(), Template.of(host.path())));
        boolean any = !groups.hosts().isEmpty();
        if (groups.serverNames()) {
            for (ServerName name : names(scope)) {
                if (name.regex() != null) {
                    hostPatterns.add(name.regex());
                    continue;
                }
                any = true;
                HostnameKey kind = HostnameKey.of(name.text());
                if (kind == null || !table.text(name.text(), kind, Template.of(""))) {
                    throw new ConfException("conflicting parameter \"" + name.text() + "\"", null);
                }
            }
        }
        if ((groups.none() || groups.blocked()) && !any) {
            throw new ConfException(
                    "the \"none\" or \"blocked\" referers are specified in the \"valid_referers\" directive"
                            + " without any valid referer",
                    null);
        }
        boolean empty = !any && hostPatterns.isEmpty() && groups.patterns().isEmpty();
        return new Referers(groups, table.build(false), empty, List.copyOf(hostPatterns));
    }

    private static List<ServerName> names(Scope scope) {
        Scope server = scope;
        while (server.context() != Context.SERVER) {
            server = server.parent();
        }
        List<ServerName> names = server.get(CoreHttp.SERVER_NAME);
        // As in nginx, a server without a name has the empty one.
        return names.isEmpty() ? List.of(new ServerName("", null)) : names;
    }

    boolean allow(Exchange exchange) {
        if (empty) {
            return true;
        }
        String referer = exchange.head().fields().get("Referer");
        if (referer == null) {
            return none;
        }
        int scheme = referer.length() < MIN_LENGTH ? 0 : scheme(referer);
        return scheme == 0 ? blocked : allow(exchange, referer.substring(scheme));
    }

    /** The length of the scheme with its slashes; 0 if there is none. */
    private static int scheme(String referer) {
        for (String scheme : List.of("http://", "https://")) {
            if (referer.regionMatches(true, 0, scheme, 0, scheme.length())) {
                return scheme.length();
            }
        }
        return 0;
    }

    private boolean allow(Exchange exchange, String rest) {
        int end = 0;
        while (end < rest.length() && rest.charAt(end) != '/' && rest.charAt(end) != ':') {
            end++;
        }
        if (end > MAX_HOST_LENGTH) {
            return false;
        }
        String host = Ascii.lower(rest.substring(0, end));
        Template path = hosts.find(exchange, host);
        if (path != UNKNOWN) {
            int slash = rest.indexOf('/', end);
            return rest.startsWith(path.source(), slash < 0 ? rest.length() : slash);
        }
        return matches(hostPatterns, host) || matches(patterns, rest);
    }

    private static boolean matches(List<Regex> patterns, String text) {
        return patterns.stream().anyMatch(pattern -> pattern.match(text) != null);
    }
}
