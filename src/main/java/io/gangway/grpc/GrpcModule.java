package io.gangway.grpc;

import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.Phase;
import io.gangway.upstream.exchange.PassDirectives;
import io.gangway.upstream.exchange.PassHandler;
import io.gangway.upstream.gateway.GatewayPass;
import io.gangway.upstream.health.LocationChecks;
import java.util.List;

/** nginx's gRPC module: {@code grpc_pass} and the directives that configure it. */
public final class GrpcModule implements Module {
    @Override
    public List<Directive<?>> directives() {
        return GrpcDirectives.ALL;
    }

    @Override
    public void compose(LocationBuilder location) {
        GatewayPass pass = location.get(GrpcDirectives.GRPC_PASS);
        if (pass != null && PassDirectives.applies(GrpcDirectives.GRPC_PASS, location.scope())) {
            GrpcSettings settings = new GrpcSettings(location, pass);
            location.phase(Phase.HANDLER, new PassHandler(settings, x -> new GrpcRequest(settings, x)));
            LocationChecks.attach(location, new GrpcCheck(settings));
        }
    }
}
