package io.gangway.upstream.exchange;

import io.gangway.conf.Node;
import io.gangway.config.LocationBuilder;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.net.HostPort;
import io.gangway.upstream.UpstreamGroup;
import io.gangway.upstream.Upstreams;
import io.gangway.upstream.cache.CacheRules;
import java.net.SocketAddress;
import java.util.List;

/**
 * The settings of {@link PassDirectives} in one location, read once. Immutable. Its identity also separates idle
 * connections of different locations.
 */
public class PassSettings {
    /**
     * What distinguishes a protocol.
     *
     * @param directives those of its prefix
     * @param hidden the response fields that are hidden by default
     * @param omitsOwn whether {@code Server} and {@code Date} are ours only if those of the response are hidden
     * @param cache the directives of its cache; null if it has none
     */
    public record Protocol(PassDirectives directives, List<String> hidden, boolean omitsOwn, PassCache cache) {
        public Protocol {
            hidden = List.copyOf(hidden);
        }
    }

    final PassDirectives directives;
    /** {@code proxy_pass} or another one. */
    final Node pass;
    /** Null if the address has variables. */
    final UpstreamGroup group;

    final Upstreams upstreams;
    final ResponseHeaderRules responses;
    /** Null if nothing is cached. */
    final CacheRules cache;

    final BufferSizes buffers;
    /** Null if responses are not stored. */
    final ResponseStore store;

    final boolean passBody;
    final boolean requestBuffering;
    final boolean ignoreClientAbort;
    final boolean interceptErrors;
    final boolean socketKeepalive;
    final BindAddress bind;
    /** Null for none. */
    final Template limitRate;

    final long connectMillis;
    final long sendMillis;
    final long readMillis;

    final int next;
    final int nextTries;
    final long nextMillis;

    /**
     * Reads the settings of a location.
     *
     * @param pass the directive that passes requests
     * @param host its address; null if it has variables
     */
    protected PassSettings(
            LocationBuilder location, Protocol protocol, Node pass, HostPort host, HeaderRewrites rewrites) {
        directives = protocol.directives();
        this.pass = pass;
        upstreams = location.context().service(Upstreams.class);
        group = host == null ? null : upstreams.find(host, pass);
        buffers = BufferSizes.of(location, directives);
        responses = new ResponseHeaderRules(location, protocol, rewrites);
        CacheRules caching = protocol.cache() == null ? null : protocol.cache().settings(location, buffers.head());
        ResponseStore storing = ResponseStore.of(location, directives, buffers);
        boolean stores = caching == null
                || StoreOrCache.stores(location.scope(), directives.name("store"), directives.name("cache"));
        cache = storing != null && stores ? null : caching;
        store = stores ? storing : null;
        passBody = location.get(directives.passRequestBody);
        requestBuffering = location.get(directives.requestBuffering);
        ignoreClientAbort = location.get(directives.ignoreClientAbort);
        interceptErrors = location.get(directives.interceptErrors);
        socketKeepalive = location.get(directives.socketKeepalive);
        bind = location.get(directives.bind);
        limitRate = location.get(directives.limitRate);
        connectMillis = Math.max(1, location.get(directives.connectTimeout).toMillis());
        sendMillis = location.get(directives.sendTimeout).toMillis();
        readMillis = location.get(directives.readTimeout).toMillis();
        next = NextUpstream.of(location.get(directives.nextUpstream));
        nextTries = location.get(directives.nextUpstreamTries);
        nextMillis = location.get(directives.nextUpstreamTimeout).toMillis();
    }

    /** Whether responses are cached. */
    protected final boolean usesCache() {
        return cache != null;
    }

    /** The group that requests are passed to; null if the address has variables. */
    public UpstreamGroup group() {
        return group;
    }

    /** {@code proxy_bind}: the local address for an exchange; null for any. */
    public SocketAddress localAddress(Exchange x) {
        return bind.address(x);
    }

    /** {@code proxy_connect_timeout}, at least 1. */
    public long connectMillis() {
        return connectMillis;
    }

    /** {@code proxy_send_timeout}. */
    public long sendMillis() {
        return sendMillis;
    }

    /** {@code proxy_read_timeout}. */
    public long readMillis() {
        return readMillis;
    }

    /** Maximum size of a response head, in bytes. */
    public int headSize() {
        return buffers.head();
    }
}
