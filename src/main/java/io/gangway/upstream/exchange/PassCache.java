package io.gangway.upstream.exchange;

import static io.gangway.config.Context.HTTP;
import static io.gangway.config.Context.LOCATION;
import static io.gangway.config.Context.SERVER;

import io.gangway.cache.CachePath;
import io.gangway.cache.CacheSettings;
import io.gangway.cache.CacheZone;
import io.gangway.cache.CacheZones;
import io.gangway.conf.ConfException;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.DirectiveBuilder;
import io.gangway.config.LoadContext;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Scope;
import io.gangway.exchange.Template;
import io.gangway.upstream.cache.CacheRules;
import io.gangway.upstream.cache.NamedCaches;
import io.gangway.upstream.cache.ValidTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The directives of the cache of a protocol: {@code proxy_cache*}, {@code fastcgi_cache*}, … Immutable. */
public final class PassCache {
    private static final int MAX = Integer.MAX_VALUE;
    private static final String OFF = "off";
    private static final Map<String, String> METHODS = Map.of("GET", "GET", "HEAD", "HEAD", "POST", "POST");
    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

    private final String prefix;
    private final boolean needsKey;
    private final Directive<Template> zone;
    private final Directive<List<CachePath>> path;
    private final Directive<Template> key;
    private final Directive<List<Template>> bypass;
    private final Directive<List<Template>> noCache;
    private final Directive<List<Template>> purge;
    private final Directive<ValidTimes> valid;
    private final Directive<Set<String>> methods;
    private final Directive<Set<Integer>> useStale;
    private final Directive<Integer> minUses;
    private final Directive<Long> maxRangeOffset;
    private final Directive<Boolean> lock;
    private final Directive<Duration> lockTimeout;
    private final Directive<Duration> lockAge;
    private final Directive<Boolean> revalidate;
    private final Directive<Boolean> backgroundUpdate;
    /** Null for protocols that do not have it. */
    private final Directive<Boolean> convertHead;

    /**
     * Declares the directives of one protocol.
     *
     * @param prefix of their names, such as {@code proxy_}
     * @param defaultKey the default of {@code proxy_cache_key} or the like; empty for none
     */
    public PassCache(String prefix, String defaultKey) {
        this.prefix = prefix;
        needsKey = defaultKey.isEmpty();
        zone = in(Directive.of(prefix + "cache", 1, 1, this::readZone)
                .byDefault(Template.of(OFF))
                .syntax("zone | off")
                .defaultText(OFF)
                .description("Caches responses in this zone, which " + prefix
                        + "cache_path declares. The name may contain variables."));
        path = Directive.list(prefix + "cache_path", 2, MAX, CachePath::read)
                .syntax(CachePath.SYNTAX)
                .description("Declares a cache: its directory, the zone for its keys, and its limits.")
                .refuses(
                        "The directory is created when the server has started. Files in it that are not of a cache stay.")
                .in(HTTP);
        key = in(Directive.template(prefix + "cache_key")
                .syntax("string")
                .defaultText(defaultKey)
                .description("Sets the key by which responses are cached."));
        bypass = in(conditions("cache_bypass")
                .description(
                        "Does not take a response from the cache when one of these strings is neither empty nor 0. "
                                + "The new response is stored."));
        noCache = in(conditions("no_cache")
                .description("Does not store a response when one of these strings is neither empty nor 0."));
        purge = in(conditions("cache_purge", PassCache::purges)
                .description(
                        "Removes the response with the key of the request from the cache when one of these strings is "
                                + "neither empty nor 0, and responds with 204, or with 404 if there was none. A key that ends "
                                + "with an asterisk removes all that begin like it.")
                .example("""
                        geo $may_purge {
                            default 0;
                            10.0.0.0/8 1;
                        }
                        map $request_method $purge {
                            default 0;
                            PURGE $may_purge;
                        }
                        server {
                            location / {
                                %1$spass backend;
                                %1$scache pages;
                                %1$scache_key $uri;
                                %1$scache_purge $purge;
                            }
                        }""".formatted(prefix))
                .danger("Whoever can send such a request can empty the cache: limit it by addresses, as above.")
                .differs("Only the commercial nginx has it. The other syntax of ngx_cache_purge is an error."));
        valid = in(
                Directive.of(prefix + "cache_valid", 1, MAX, ValidTimes::read)
                        .byDefault(ValidTimes.NONE)
                        .combinedBy(ValidTimes::and)
                        .syntax("[code ...] time")
                        .defaultText("")
                        .description(
                                "Sets how long responses with these statuses are fresh, where their fields X-Accel-Expires, "
                                        + "Cache-Control and Expires do not say it. Without a status it is for 200, 301 and 302."));
        methods = in(Directive.choices(prefix + "cache_methods", MAX, METHODS)
                .byDefault(Set.of())
                .syntax("GET | HEAD | POST ...")
                .defaultText("GET HEAD")
                .description("Names the methods whose responses are cached. GET and HEAD always are."));
        useStale = in(Directive.choices(prefix + "cache_use_stale", MAX, NextUpstream.words(prefix))
                .byDefault(Set.of(NextUpstream.OFF))
                .syntax("error | timeout | invalid_header | updating | " + NextUpstream.statuses(prefix)
                        + " | http_403 | http_404 | http_429 | off ...")
                .defaultText(OFF)
                .description("Decides when an old cached response may be sent because there is no better one.")
                .differs(
                        "When it took a second or longer to find out that no backend responds, none is asked for the same "
                                + "response again for as long, 60 seconds at most."));
        minUses = in(Directive.number(prefix + "cache_min_uses")
                .byDefault(1)
                .description("Sets after how many requests a response is cached."));
        maxRangeOffset = in(Directive.offset(prefix + "cache_max_range_offset")
                .byDefault(Long.MAX_VALUE)
                .syntax("number")
                .defaultText("")
                .description("Limits the offset of a byte range for which the whole response is fetched and stored. A "
                        + "request for a later range is passed on as it is, and its response is not stored."));
        lock = in(Directive.flag(prefix + "cache_lock")
                .byDefault(false)
                .description(
                        "Lets only one request at a time fetch a response that is not cached yet; others with the same "
                                + "key wait for it."));
        lockTimeout = in(Directive.time(prefix + "cache_lock_timeout")
                .byDefault(FIVE_SECONDS)
                .description("Limits the time that a request waits for " + prefix
                        + "cache_lock. Then it is passed to the " + "backend, and its response is not cached."));
        lockAge = in(Directive.time(prefix + "cache_lock_age")
                .byDefault(FIVE_SECONDS)
                .description("Sets after which time one more request may fetch a response that another one has not "
                        + "completed."));
        revalidate = in(Directive.flag(prefix + "cache_revalidate")
                .byDefault(false)
                .description(
                        "Asks the backend with If-Modified-Since and If-None-Match whether an old cached response is "
                                + "still good."));
        backgroundUpdate = in(Directive.flag(prefix + "cache_background_update")
                .byDefault(false)
                .description("Renews an old cached response in the background while the old one is sent, where "
                        + prefix + "cache_use_stale has updating or the response allows it."));
        convertHead = needsKey
                ? null
                : in(Directive.flag(prefix + "cache_convert_head")
                        .byDefault(true)
                        .description(
                                "Asks the backend with GET for a HEAD request, so that the response can be cached. "
                                        + "With off, the key should contain the method."));
    }

    private DirectiveBuilder<List<Template>> conditions(String name) {
        return conditions(name, PassCache::templates);
    }

    private DirectiveBuilder<List<Template>> conditions(String name, Directive.Read<List<Template>> read) {
        return Directive.of(prefix + name, 1, MAX, read)
                .byDefault(List.of())
                .combinedBy(Directive::joined)
                .syntax("string ...")
                .defaultText("");
    }

    private Template readZone(DirectiveArguments r) {
        StoreOrCache.check(r, prefix + "store");
        return r.template(r.arg(0));
    }

    private static List<Template> templates(DirectiveArguments r) {
        return r.args().stream().map(r::template).toList();
    }

    /** A condition without variables would remove each response: a third-party module has another syntax. */
    private static List<Template> purges(DirectiveArguments r) {
        List<Template> conditions = templates(r);
        for (Template condition : conditions) {
            if (condition.constant() != null) {
                throw r.error("\"" + r.node().name() + " " + condition.constant()
                        + "\" has no variable: the syntax of the third-party module ngx_cache_purge is not supported by"
                        + " Gangway");
            }
        }
        return conditions;
    }

    private static <T> Directive<T> in(DirectiveBuilder<T> builder) {
        return builder.in(HTTP, SERVER, LOCATION);
    }

    /** All of them. */
    public List<Directive<?>> all() {
        List<Directive<?>> all = new ArrayList<>(List.of(
                zone,
                path,
                key,
                bypass,
                noCache,
                purge,
                valid,
                methods,
                useStale,
                minUses,
                maxRangeOffset,
                lock,
                lockTimeout,
                lockAge,
                revalidate,
                backgroundUpdate));
        if (convertHead != null) {
            all.add(convertHead);
        }
        return all;
    }

    // ---- the whole configuration

    /**
     * Opens the caches, and checks that each zone in use is declared, which nginx reports at the end of the {@code http}
     * block.
     *
     * @param zones those of earlier generations
     */
    public void link(LoadContext context, CacheZones zones) {
        Scope http = context.http();
        if (http == null) {
            return;
        }
        Map<String, CacheZone> declared = zones.open(context, http.get(path));
        context.shared(NamedCaches.class, NamedCaches::new).add(prefix, declared);
        for (Scope.Setting setting : http.settings()) {
            if (setting.inner() != null) {
                check(setting.inner(), declared.keySet(), http, context);
            }
        }
    }

    private void check(Scope scope, Set<String> zones, Scope http, LoadContext context) {
        if (scope.context() != SERVER && scope.context() != LOCATION) {
            return;
        }
        String name = scope.get(zone).constant();
        if (name != null && !name.equals(OFF) && !zones.contains(name)) {
            throw new ConfException(
                    "\"" + prefix + "cache\" zone \"" + name + "\" is unknown",
                    http.node().close());
        }
        if (needsKey && !OFF.equals(name) && scope.get(key) == null) {
            context.warn("no \"" + prefix + "cache_key\" for \"" + prefix + "cache\" in "
                    + http.node().close());
        }
        for (Scope.Setting setting : scope.settings()) {
            if (setting.inner() != null) {
                check(setting.inner(), zones, http, context);
            }
        }
    }

    // ---- one location

    /**
     * The settings of a location; null if nothing is cached there.
     *
     * @param headSize maximum size of a response head, in bytes
     */
    CacheRules settings(LocationBuilder location, int headSize) {
        Template name = location.get(zone);
        if (OFF.equals(name.constant())) {
            return null;
        }
        Template ofKey = location.get(key);
        return new CacheRules(
                name,
                location.context().shared(NamedCaches.class, NamedCaches::new).of(prefix),
                ofKey == null && needsKey ? Template.of("") : ofKey,
                location.get(bypass),
                location.get(noCache),
                location.get(purge),
                location.get(valid),
                location.get(methods).contains("POST"),
                NextUpstream.of(location.get(useStale)),
                new CacheSettings(
                        location.get(minUses),
                        headSize,
                        location.get(lock),
                        location.get(lockTimeout).toMillis(),
                        location.get(lockAge).toMillis()),
                location.get(maxRangeOffset),
                location.get(revalidate),
                convertHead != null && location.get(convertHead),
                location.get(backgroundUpdate));
    }
}
