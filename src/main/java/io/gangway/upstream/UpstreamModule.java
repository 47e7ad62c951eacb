package io.gangway.upstream;

import io.gangway.config.BackgroundTasks;
import io.gangway.config.Directive;
import io.gangway.config.ErrorLogs;
import io.gangway.config.LoadContext;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.config.Scope;
import io.gangway.exchange.Variables;
import io.gangway.metrics.CountsRegistry;
import io.gangway.metrics.PeerCounts;
import io.gangway.metrics.ResolverCounts;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** nginx's upstream modules: {@code upstream} with its balancing methods, {@code resolver}, and {@code $upstream_*}. */
public final class UpstreamModule implements Module {
    private final CountsRegistry<PeerKey, PeerCounts> counts = new CountsRegistry<>();
    private final CountsRegistry<String, ResolverCounts> resolverCounts = new CountsRegistry<>();

    private final AtomicReference<Upstreams> running = new AtomicReference<>();

    @Override
    public List<Directive<?>> directives() {
        return UpstreamDirectives.ALL;
    }

    @Override
    public void variables(Variables variables) {
        UpstreamVariables.define(variables);
    }

    @Override
    public void link(LoadContext context) {
        Upstreams upstreams = new Upstreams(counts, context.resolvesNames(), running);
        BackgroundTasks.add(context, upstreams);
        Scope http = context.http();
        if (http != null) {
            http.inner(UpstreamDirectives.UPSTREAM_BLOCK).forEach(scope -> upstreams.declare(scope, context));
        }
        context.service(Upstreams.class, upstreams);
        ResolverZones.of(context).link(resolverCounts);
    }

    @Override
    public void compose(LocationBuilder location) {
        ErrorLogs logs = location.context().service(ErrorLogs.class);
        if (logs != null) {
            location.context()
                    .service(Upstreams.class)
                    .logTo(logs.of(location.context().http()));
        }
        LocationResolver resolver = LocationResolver.of(location.scope());
        if (resolver != null) {
            location.put(LocationResolver.KEY, resolver);
        }
    }
}
