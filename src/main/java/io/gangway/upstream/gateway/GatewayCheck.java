package io.gangway.upstream.gateway;

import io.gangway.exchange.Exchange;
import io.gangway.upstream.exchange.PassSettings;
import io.gangway.upstream.health.CheckProtocol;
import io.gangway.upstream.health.CheckRequest;
import io.gangway.upstream.health.CheckResponse;
import io.gangway.upstream.health.HttpCheckResponse;
import java.util.function.Function;

/**
 * The health checks of a location with {@code uwsgi_pass} or {@code scgi_pass}, with its parameters. Immutable.
 *
 * @param requests creates the request of an exchange
 * @param tlsFailures why a TLS handshake failed; its result may be null
 */
public record GatewayCheck(
        PassSettings settings, Function<Exchange, GatewayRequest> requests, Function<Throwable, String> tlsFailures)
        implements CheckProtocol {
    @Override
    public CheckRequest request(Exchange x) {
        return requests.apply(x).check();
    }

    @Override
    public CheckResponse response(boolean webSocket) {
        return HttpCheckResponse.ofGateway(settings.headSize());
    }

    @Override
    public String tlsFailure(Throwable cause) {
        return tlsFailures.apply(cause);
    }
}
