package io.gangway.api;

import io.gangway.cache.CacheZone;
import io.gangway.limit.Zones;
import io.gangway.metrics.LimitCounts;
import io.gangway.metrics.RequestZone;
import io.gangway.metrics.ResolverCounts;
import io.gangway.status.StatusZones;
import io.gangway.upstream.ResolverZones;
import io.gangway.upstream.cache.NamedCaches;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The paths of the API, each with the version that introduced it. */
final class Endpoints {
    private Endpoints() {}

    static Resource create() {
        ServerCounters counters = new ServerCounters();
        return new Directory()
                .add("nginx", 1, Resource.object(counters::nginx))
                .add("processes", 1, Resource.counters(request -> Map.of("respawned", 0), request -> {}))
                .add("connections", 1, Resource.counters(counters::connections, counters::resetConnections))
                .add("slabs", 1, none("SlabNotFound", "slab not found"))
                .add("http", 1, http(counters))
                .add(
                        "stream",
                        1,
                        new Directory().add("zone_sync", 3, Resource.object(ZoneSyncJson::of)),
                        ZoneSyncJson::isPresent)
                .add(
                        "resolvers",
                        5,
                        new ZoneCollection<>(
                                request -> request.generation()
                                        .service(ResolverZones.class)
                                        .counts(),
                                ZoneJson::resolver,
                                ResolverCounts::reset,
                                notFound("ResolverZoneNotFound", "resolver zone not found")))
                .add(
                        "ssl",
                        1,
                        Resource.counters(
                                request -> ZoneJson.tls(request.engine().tls(), request.version()),
                                request -> request.engine().tls().reset()))
                .add("workers", 9, new WorkersResource(counters));
    }

    private static Resource http(ServerCounters counters) {
        return new Directory()
                .add("requests", 1, Resource.counters(counters::requests, counters::resetRequests))
                .add(
                        "server_zones",
                        1,
                        new ZoneCollection<>(
                                request -> zones(request, StatusZones::servers),
                                ZoneJson::server,
                                RequestZone::reset,
                                notFound("ServerZoneNotFound", "server zone not found")))
                .add(
                        "location_zones",
                        5,
                        new ZoneCollection<>(
                                request -> zones(request, StatusZones::locations),
                                ZoneJson::location,
                                RequestZone::reset,
                                notFound("LocationZoneNotFound", "location zone not found")))
                .add(
                        "caches",
                        1,
                        new ZoneCollection<>(
                                Endpoints::caches,
                                CacheJson::of,
                                cache -> cache.counts().reset(),
                                notFound("CacheNotFound", "cache not found")))
                .add(
                        "limit_conns",
                        6,
                        new ZoneCollection<>(
                                request -> limits(request, Zones::connections),
                                ZoneJson::connectionLimit,
                                LimitCounts::reset,
                                notFound("LimitConnNotFound", "limit_conn not found")))
                .add(
                        "limit_reqs",
                        6,
                        new ZoneCollection<>(
                                request -> limits(request, Zones::requests),
                                ZoneJson::requestLimit,
                                LimitCounts::reset,
                                notFound("LimitReqNotFound", "limit_req not found")))
                .add("upstreams", 1, new GroupsResource());
    }

    private static Map<String, RequestZone> zones(
            ResourceRequest request, Function<StatusZones, Collection<RequestZone>> kind) {
        Map<String, RequestZone> named = new LinkedHashMap<>();
        StatusZones zones = request.generation().service(StatusZones.class);
        if (zones != null) {
            kind.apply(zones).forEach(zone -> named.put(zone.name(), zone));
        }
        return named;
    }

    private static Map<String, CacheZone> caches(ResourceRequest request) {
        Map<String, CacheZone> named = new LinkedHashMap<>();
        NamedCaches caches = request.generation().service(NamedCaches.class);
        if (caches != null) {
            caches.all().forEach(cache -> named.put(cache.name(), cache));
        }
        return named;
    }

    private static Map<String, LimitCounts> limits(
            ResourceRequest request, Function<Zones, Map<String, LimitCounts>> kind) {
        Zones zones = request.generation().service(Zones.class);
        return zones == null ? Map.of() : kind.apply(zones);
    }

    /** A kind of objects that this server does not have. */
    private static Resource none(String code, String text) {
        return new ZoneCollection<Void>(
                request -> Map.of(), (item, request) -> Map.of(), item -> {}, notFound(code, text));
    }

    private static ApiException notFound(String code, String text) {
        return new ApiException(404, code, text);
    }
}
