package io.gangway.core;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.ChoiceValue;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.Scope;
import io.gangway.content.Response;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.KeepaliveDisable;
import io.gangway.http.Fields;
import io.gangway.http.HttpDate;
import io.gangway.http.ProtocolVersion;
import io.gangway.regex.Regex;
import io.gangway.regex.RegexLimitException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides whether a response to a client may be compressed; shared by all modules that compress, decompress or serve
 * compressed files. Immutable, one for each location.
 */
public final class GzipAcceptance {
    /** Which responses are compressed for requests from a proxy (with {@code Via}). */
    enum Proxied {
        OFF,
        EXPIRED,
        NO_CACHE,
        NO_STORE,
        PRIVATE,
        NO_LAST_MODIFIED,
        NO_ETAG,
        AUTH,
        ANY
    }

    /** Clients that get no compressed responses. */
    record Disabled(boolean msie6, List<Regex> agents) {
        private Disabled and(Disabled other) {
            List<Regex> all = new ArrayList<>(agents);
            all.addAll(other.agents);
            return new Disabled(msie6 || other.msie6, List.copyOf(all));
        }
    }

    /** {@code gzip_vary}: whether {@code Vary: Accept-Encoding} is added to responses that depend on it. */
    public static final Directive<Boolean> GZIP_VARY = Directive.flag("gzip_vary")
            .byDefault(false)
            .description("Adds \"Vary: Accept-Encoding\" to responses that gzip, gzip_static or gunzip could change.")
            .in(HTTP, SERVER, LOCATION);

    /** {@code gzip_http_version}: minimum version of a request whose response is compressed. */
    static final Directive<ProtocolVersion> GZIP_HTTP_VERSION = Directive.of(
                    "gzip_http_version",
                    1,
                    1,
                    r -> ChoiceValue.read(
                            r.node(), Map.of("1.0", ProtocolVersion.HTTP_1_0, "1.1", ProtocolVersion.HTTP_1_1)))
            .byDefault(ProtocolVersion.HTTP_1_1)
            .syntax("1.0 | 1.1")
            .defaultText("1.1")
            .description("Sets the minimum HTTP version of requests whose responses are compressed.")
            .in(HTTP, SERVER, LOCATION);

    /** {@code gzip_proxied}. */
    static final Directive<Set<Proxied>> GZIP_PROXIED = Directive.choices(
                    "gzip_proxied",
                    Integer.MAX_VALUE,
                    Map.of(
                            "off", Proxied.OFF,
                            "expired", Proxied.EXPIRED,
                            "no-cache", Proxied.NO_CACHE,
                            "no-store", Proxied.NO_STORE,
                            "private", Proxied.PRIVATE,
                            "no_last_modified", Proxied.NO_LAST_MODIFIED,
                            "no_etag", Proxied.NO_ETAG,
                            "auth", Proxied.AUTH,
                            "any", Proxied.ANY))
            .byDefault(Set.of(Proxied.OFF))
            .syntax("off | expired | no-cache | no-store | private | no_last_modified | no_etag | auth | any ...")
            .defaultText("off")
            .description("Decides which responses are compressed for requests that came through a proxy (with a Via "
                    + "field): by what the response says about caching, or all.")
            .in(HTTP, SERVER, LOCATION);

    /** {@code gzip_disable}: patterns of {@code User-Agent}, or {@code msie6}. */
    static final Directive<Disabled> GZIP_DISABLE = Directive.of(
                    "gzip_disable", 1, Integer.MAX_VALUE, GzipAcceptance::disabled)
            .byDefault(new Disabled(false, List.of()))
            .combinedBy(Disabled::and)
            .syntax("regex ...")
            .description("Does not compress for clients whose User-Agent matches one of these regular expressions. "
                    + "\"msie6\" stands for MSIE 4 to 6.")
            .differs("On an inner level it replaces the outer one completely, \"msie6\" included.")
            .in(HTTP, SERVER, LOCATION);

    static final List<Directive<?>> ALL = List.of(GZIP_VARY, GZIP_HTTP_VERSION, GZIP_PROXIED, GZIP_DISABLE);

    private static final AttachmentKey<Boolean> VARIES = new AttachmentKey<>("gzip_vary");

    private final ProtocolVersion minVersion;
    private final Set<Proxied> proxied;
    private final Disabled disabled;

    /** Reads the settings of a level. */
    public GzipAcceptance(Scope scope) {
        minVersion = scope.get(GZIP_HTTP_VERSION);
        proxied = scope.get(GZIP_PROXIED);
        disabled = scope.get(GZIP_DISABLE);
    }

    private static Disabled disabled(DirectiveArguments r) {
        boolean msie6 = false;
        List<Regex> agents = new ArrayList<>();
        for (String word : r.args()) {
            if (word.equals("msie6")) {
                msie6 = true;
            } else {
                agents.add(r.regex(word, true));
            }
        }
        return new Disabled(msie6, List.copyOf(agents));
    }

    /** Records that the response depends on {@code Accept-Encoding}, for {@code gzip_vary}. */
    public static void varies(Exchange x) {
        x.put(VARIES, true);
    }

    /** Whether {@link #varies} was called. */
    public static boolean isVaried(Exchange x) {
        return x.get(VARIES) != null;
    }

    /**
     * Whether the client accepts gzip and the configuration allows it. Always false for a subrequest, whose response is
     * part of another one.
     *
     * @param response as far as it is known; null for none
     */
    public boolean allows(Exchange x, Response response) {
        Fields request = x.head().fields();
        String accepted = request.get("Accept-Encoding");
        if (x.isSubrequest() || accepted == null || !AcceptEncoding.hasGzip(accepted)) {
            return false;
        }
        if (response != null && response.headless()) {
            // The response has no head to declare the coding.
            return false;
        }
        String agent = request.get("User-Agent");
        if (disabled.msie6 && agent != null && KeepaliveDisable.isMsie6(agent)
                || !x.head().version().atLeast(minVersion)) {
            return false;
        }
        return (request.get("Via") == null || isForProxies(x, request, response)) && !isDisabled(x, agent);
    }

    private boolean isDisabled(Exchange x, String agent) {
        if (agent == null) {
            return false;
        }
        for (Regex pattern : disabled.agents) {
            try {
                if (pattern.match(agent) != null) {
                    return true;
                }
            } catch (RegexLimitException e) {
                // As in nginx, a client that may match gets no gzip.
                x.log(LogLevel.ALERT, e.getMessage());
                return true;
            }
        }
        return false;
    }

    private boolean isForProxies(Exchange x, Fields request, Response response) {
        if (proxied.contains(Proxied.OFF)) {
            return false;
        }
        if (proxied.contains(Proxied.ANY)
                || proxied.contains(Proxied.AUTH) && request.get("Authorization") != null
                || response == null) {
            return true;
        }
        Fields fields = response.fields().build();
        String expires = fields.get("Expires");
        if (expires != null) {
            return proxied.contains(Proxied.EXPIRED) && isPast(x, expires, response.date());
        }
        if (fields.get("Cache-Control") != null) {
            return hasDirective(fields, Proxied.NO_CACHE, "no-cache")
                    || hasDirective(fields, Proxied.NO_STORE, "no-store")
                    || hasDirective(fields, Proxied.PRIVATE, "private");
        }
        return !(proxied.contains(Proxied.NO_LAST_MODIFIED) && response.lastModifiedText() != null)
                && !(proxied.contains(Proxied.NO_ETAG) && response.etag() != null);
    }

    private static boolean isPast(Exchange x, String expires, String date) {
        long end = HttpDate.parse(expires);
        long now = date != null ? HttpDate.parse(date) : x.loop().currentTimeMillis() / 1000;
        return end != -1 && now != -1 && end < now;
    }

    private boolean hasDirective(Fields fields, Proxied word, String token) {
        return proxied.contains(word) && fields.hasToken("Cache-Control", token);
    }
}
