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

/** {@code valid_referers} of a level: from which pages a request may come. Immutable. */
final class Referers {
    /** What the table answers for a host that it does not have. */
    private static final Template UNKNOWN = Template.of("unknown");

    private static final int LONGEST_HOST = 256;
    private static final int SHORTEST = "http://i.ru".length();

    private final boolean none;
    private final boolean blocked;

    /** Hosts, and how the path must begin. */
    private final MapTable hosts;

    private final boolean empty;
    private final List<Regex> hostPatterns;
    private final List<Regex> patterns;

    private Referers(Referer.Lines lines, MapTable hosts, boolean empty, List<Regex> hostPatterns) {
        none = lines.none();
        blocked = lines.blocked();
        this.hosts = hosts;
        this.empty = empty;
        this.hostPatterns = hostPatterns;
        patterns = lines.patterns();
    }

    /** Of what is said on a level, with the names of its server. */
    static Referers of(List<Referer> said, Scope scope) {
        Referer.Lines lines = Referer.Lines.of(said);
        MapTable.Builder table = new MapTable.Builder();
        table.byDefault(UNKNOWN);
        List<Regex> hostPatterns = new ArrayList<>();
        lines.hosts().forEach(host -> table.text(host.name(), host.kind(), Template.of(host.path())));
        boolean any = !lines.hosts().isEmpty();
        if (lines.serverNames()) {
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
        if ((lines.none() || lines.blocked()) && !any) {
            throw new ConfException(
                    "the \"none\" or \"blocked\" referers are specified in the \"valid_referers\" directive"
                            + " without any valid referer",
                    null);
        }
        boolean empty = !any && hostPatterns.isEmpty() && lines.patterns().isEmpty();
        return new Referers(lines, table.build(false), empty, List.copyOf(hostPatterns));
    }

    private static List<ServerName> names(Scope scope) {
        Scope server = scope;
        while (server.context() != Context.SERVER) {
            server = server.parent();
        }
        List<ServerName> names = server.get(CoreHttp.SERVER_NAME);
        // as in nginx, a server without a name has the empty one
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
        int scheme = referer.length() < SHORTEST ? 0 : scheme(referer);
        return scheme == 0 ? blocked : allow(exchange, referer.substring(scheme));
    }

    /** The length of the scheme with its slashes; 0 when there is none. */
    private static int scheme(String referer) {
        for (String scheme : List.of("http://", "https://")) {
            if (referer.regionMatches(true, 0, scheme, 0, scheme.length())) {
                return scheme.length();
            }
        }
        return 0;
    }

    private boolean allow(Exchange exchange, String behindScheme) {
        int end = 0;
        while (end < behindScheme.length() && behindScheme.charAt(end) != '/' && behindScheme.charAt(end) != ':') {
            end++;
        }
        if (end > LONGEST_HOST) {
            return false;
        }
        String host = Ascii.lower(behindScheme.substring(0, end));
        Template path = hosts.find(exchange, host);
        if (path != UNKNOWN) {
            int slash = behindScheme.indexOf('/', end);
            return behindScheme.startsWith(path.source(), slash < 0 ? behindScheme.length() : slash);
        }
        return matches(hostPatterns, host) || matches(patterns, behindScheme);
    }

    private static boolean matches(List<Regex> patterns, String text) {
        return patterns.stream().anyMatch(pattern -> pattern.match(text) != null);
    }
}
