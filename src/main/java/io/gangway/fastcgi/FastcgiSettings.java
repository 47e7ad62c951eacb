package io.gangway.fastcgi;

import io.gangway.config.LocationBuilder;
import io.gangway.exchange.Template;
import io.gangway.upstream.exchange.HeaderRewrites;
import io.gangway.upstream.exchange.PassSettings;
import java.util.ArrayList;
import java.util.List;

/** All settings of {@code fastcgi_pass} in one location, read once. Immutable. */
final class FastcgiSettings extends PassSettings {
    private static final Protocol FASTCGI = new Protocol(
            FastcgiDirectives.SHARED,
            List.of(
                    "Status",
                    "X-Accel-Expires",
                    "X-Accel-Redirect",
                    "X-Accel-Limit-Rate",
                    "X-Accel-Buffering",
                    "X-Accel-Charset"),
            false,
            FastcgiDirectives.CACHE);

    private static final List<String> REMOVED =
            List.of("HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_RANGE", "HTTP_IF_RANGE");

    final FastcgiPass pass;
    final FastcgiParams params;
    /** Those of requests whose response may be stored; null without a cache. */
    final FastcgiParams cachedParams;

    final boolean keepConn;
    /** Texts in stderr that make a response invalid. */
    final List<String> caught;

    FastcgiSettings(LocationBuilder location, FastcgiPass pass) {
        super(location, FASTCGI, pass.node(), pass.host(), HeaderRewrites.NONE);
        this.pass = pass;
        FastcgiParams.Param host = byDefault(location, "HTTP_HOST", "$host$is_request_port$request_port");
        params = params(location, List.of(host));
        cachedParams = usesCache() ? params(location, cached(location, host)) : null;
        keepConn = location.get(FastcgiDirectives.FASTCGI_KEEP_CONN);
        caught = location.get(FastcgiDirectives.FASTCGI_CATCH_STDERR);
    }

    private static FastcgiParams params(LocationBuilder location, List<FastcgiParams.Param> byDefault) {
        return new FastcgiParams(
                location.get(FastcgiDirectives.FASTCGI_PARAM),
                byDefault,
                location.get(FastcgiDirectives.SHARED.passRequestHeaders()));
    }

    /** Conditions and ranges are evaluated by the cache, which may ask whether its response is still good. */
    private static List<FastcgiParams.Param> cached(LocationBuilder location, FastcgiParams.Param host) {
        List<FastcgiParams.Param> all = new ArrayList<>();
        all.add(host);
        all.add(byDefault(location, "HTTP_IF_MODIFIED_SINCE", "$upstream_cache_last_modified"));
        all.add(byDefault(location, "HTTP_IF_NONE_MATCH", "$upstream_cache_etag"));
        REMOVED.forEach(name -> all.add(byDefault(location, name, "")));
        return all;
    }

    private static FastcgiParams.Param byDefault(LocationBuilder location, String name, String value) {
        return new FastcgiParams.Param(
                name, Template.compile(value, location.context().variables(), null), true);
    }
}
