package io.gangway.upstream.exchange;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.conf.ConfException;
import io.gangway.conf.SizeValue;
import io.gangway.conf.TimeValue;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.DirectiveBuilder;
import io.gangway.config.LoadContext;
import io.gangway.config.Scope;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The directives of the cache of a protocol: {@code proxy_cache*}, {@code fastcgi_cache*}. They are checked as in nginx,
 * but nothing is cached. Immutable.
 */
public final class PassCache {
    private static final int MAX = Integer.MAX_VALUE;
    private static final Map<String, String> METHODS = Map.of("GET", "GET", "HEAD", "HEAD", "POST", "POST");
    private static final Set<String> PATH_WORDS = Set.of(
            "levels",
            "use_temp_path",
            "inactive",
            "max_size",
            "min_free",
            "manager_files",
            "manager_sleep",
            "manager_threshold",
            "loader_files",
            "loader_sleep",
            "loader_threshold");
    private static final String DIFFERS = "Checked only: nothing is cached.";

    private final String prefix;
    /** The name of the zone, as written: with variables, or {@code off}. */
    private final Directive<String> zone;
    /** The names of all declared zones. */
    private final Directive<List<String>> path;

    private final List<Directive<?>> all;

    /**
     * Declares the directives of one protocol.
     *
     * @param prefix of their names, such as {@code proxy_}
     * @param defaultKey the default of {@code proxy_cache_key} or the like; empty for none
     */
    public PassCache(String prefix, String defaultKey) {
        this.prefix = prefix;
        zone = checked(prefix + "cache", 1, 1, PassCache::readZone)
                .syntax("zone | off")
                .defaultText("off")
                .description("Names the zone in which responses are cached.")
                .in(HTTP, SERVER, LOCATION);

        path = Directive.list(prefix + "cache_path", 2, MAX, this::readPath)
                .withoutEffect()
                .differs(DIFFERS)
                .syntax("path [levels=levels] [use_temp_path=on|off] keys_zone=name:size [inactive=time] "
                        + "[max_size=size] [min_free=size] [manager_files=number] [manager_sleep=time] "
                        + "[manager_threshold=time] [loader_files=number] [loader_sleep=time] [loader_threshold=time]")
                .description("Declares a cache: its directory, the zone for its keys, and its limits.")
                .in(HTTP);

        all = List.of(
                zone,
                path,
                checked(prefix + "cache_bypass", 1, MAX, PassCache::conditions)
                        .repeatable()
                        .syntax("string ...")
                        .description(
                                "Does not take a response from the cache when one of these strings is neither empty nor 0.")
                        .in(HTTP, SERVER, LOCATION),
                checked(prefix + "no_cache", 1, MAX, PassCache::conditions)
                        .repeatable()
                        .syntax("string ...")
                        .description("Does not cache a response when one of these strings is neither empty nor 0.")
                        .in(HTTP, SERVER, LOCATION),
                checked(prefix + "cache_valid", 1, MAX, PassCache::valid)
                        .repeatable()
                        .syntax("[code ...] time")
                        .description("Sets how long responses with these statuses are cached.")
                        .in(HTTP, SERVER, LOCATION),
                checked(prefix + "cache_key", 1, 1, PassCache::conditions)
                        .syntax("string")
                        .defaultText(defaultKey)
                        .description("Sets the key by which responses are cached.")
                        .in(HTTP, SERVER, LOCATION),
                of(Directive.choices(prefix + "cache_methods", MAX, METHODS)
                        .syntax("GET | HEAD | POST ...")
                        .defaultText("GET HEAD")
                        .description("Names the methods whose responses are cached.")),
                of(Directive.choices(prefix + "cache_use_stale", MAX, NextUpstream.WORDS)
                        .syntax(
                                "error | timeout | invalid_header | updating | http_500 | http_502 | http_503 | http_504 | "
                                        + "http_403 | http_404 | http_429 | off ...")
                        .defaultText("off")
                        .description(
                                "Decides when an old cached response may be sent because there is no better one.")),
                of(Directive.number(prefix + "cache_min_uses")
                        .defaultText("1")
                        .description("Sets after how many requests a response is cached.")),
                of(Directive.offset(prefix + "cache_max_range_offset")
                        .syntax("number")
                        .description("Sets the maximum offset of a byte range that is served through the cache.")),
                of(Directive.time(prefix + "cache_lock_timeout")
                        .defaultText("5s")
                        .description("Limits the time that a request waits for " + prefix + "cache_lock.")),
                of(Directive.time(prefix + "cache_lock_age")
                        .defaultText("5s")
                        .description("Sets after which time the next request may fetch the response too.")),
                of(Directive.flag(prefix + "cache_lock")
                        .defaultText("off")
                        .description("Lets only one request at a time fetch a response that is not cached yet.")),
                of(Directive.flag(prefix + "cache_revalidate")
                        .defaultText("off")
                        .description(
                                "Asks the backend with If-Modified-Since and If-None-Match whether an old cached response is "
                                        + "still good.")),
                of(Directive.flag(prefix + "cache_background_update")
                        .defaultText("off")
                        .description("Renews an old cached response in the background while the old one is sent.")));
    }

    /** {@code proxy_cache_convert_head}, which only HTTP has. */
    public Directive<?> convertHead() {
        return of(Directive.flag(prefix + "cache_convert_head")
                .defaultText("on")
                .description("Asks the backend with GET for a HEAD request, so that the response can be cached."));
    }

    /** All of them. */
    public List<Directive<?>> all() {
        return all;
    }

    /** Checks that each zone in use is declared; nginx reports that at the end of the {@code http} block. */
    public void link(LoadContext context) {
        Scope http = context.http();
        if (http == null) {
            return;
        }
        Set<String> zones = Set.copyOf(http.get(path));
        if (!zones.isEmpty()) {
            context.warn("nothing is cached: \"" + prefix + "cache_path\" has no effect yet in Gangway"
                    + " (see \"Proxying\" in docs/differences.md) in "
                    + position(http, path));
        }
        requireZones(http, zones);
    }

    private static String position(Scope http, Directive<?> directive) {
        return http.settings().stream()
                .filter(s -> s.directive() == directive)
                .map(s -> s.node().end().toString())
                .findFirst()
                .orElseThrow();
    }

    private void requireZones(Scope scope, Set<String> zones) {
        String zone = scope.own(this.zone);
        if (zone != null && !zone.equals("off") && zone.indexOf('$') < 0 && !zones.contains(zone)) {
            Scope http = scope;
            while (http.parent().parent() != null) {
                http = http.parent();
            }
            throw new ConfException(
                    "\"" + prefix + "cache\" zone \"" + zone + "\" is unknown",
                    http.node().close());
        }
        for (Scope.Setting setting : scope.settings()) {
            if (setting.inner() != null) {
                requireZones(setting.inner(), zones);
            }
        }
    }

    private static <T> DirectiveBuilder<T> checked(String name, int min, int max, Directive.Read<T> read) {
        return Directive.of(name, min, max, read).withoutEffect().differs(DIFFERS);
    }

    private static <T> Directive<T> of(DirectiveBuilder<T> builder) {
        return builder.withoutEffect().differs(DIFFERS).in(HTTP, SERVER, LOCATION);
    }

    private static String readZone(DirectiveArguments r) {
        r.template(r.arg(0));
        return r.arg(0);
    }

    private static Void conditions(DirectiveArguments r) {
        r.args().forEach(r::template);
        return null;
    }

    private static Void valid(DirectiveArguments r) {
        String time = r.arg(r.count() - 1);
        if (TimeValue.seconds(time).isEmpty()) {
            throw r.error("invalid time value \"" + time + "\"");
        }
        for (String status : r.args().subList(0, r.count() - 1)) {
            boolean known = status.equals("any") || status.matches("[1-5][0-9][0-9]");
            if (!known) {
                throw r.error("invalid status \"" + status + "\"");
            }
        }
        return null;
    }

    private String readPath(DirectiveArguments r) {
        String zone = null;
        for (String word : r.args().subList(1, r.count())) {
            if (word.startsWith("keys_zone=")) {
                int colon = word.indexOf(':');
                String size = colon < 0 ? "" : word.substring(colon + 1);
                if (colon <= "keys_zone=".length() || SizeValue.size(size).orElse(0) <= 8191) {
                    throw r.error("invalid keys zone size \"" + word.substring("keys_zone=".length()) + "\"");
                }
                zone = word.substring("keys_zone=".length(), colon);
            } else if (word.indexOf('=') < 0 || !PATH_WORDS.contains(word.substring(0, word.indexOf('=')))) {
                throw r.invalidParameter(word);
            }
        }
        if (zone == null) {
            throw r.error("\"" + prefix + "cache_path\" must have \"keys_zone\" parameter");
        }
        return zone;
    }
}
