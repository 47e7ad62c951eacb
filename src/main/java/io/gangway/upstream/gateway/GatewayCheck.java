package io.gangway.upstream.gateway;

import io.gangway.exchange.Exchange;
import io.gangway.upstream.exchange.PassSettings;
import io.gangway.upstream.health.CheckProtocol;
import io.gangway.upstream.health.CheckRequest;
import io.gangway.upstream.health.CheckResponse;
import io.gangway.upstream.health.HttpCheckResponse;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The health checks of a location with {@code fastcgi_pass}, {@code uwsgi_pass} or {@code scgi_pass}, with its parameters.
 * Immutable.
 *
 * @param requests creates the request of an exchange
 * @param responses creates the decoder of a response
 * @param tlsFailures why a TLS handshake failed; its result may be null
 */
public record GatewayCheck(
        PassSettings settings,
        Function<Exchange, GatewayRequest> requests,
        Supplier<CheckResponse> responses,
        Function<Throwable, String> tlsFailures)
        implements CheckProtocol {
    /** The checks of a protocol without TLS whose response is as of a CGI program. */
    public GatewayCheck(PassSettings settings, Function<Exchange, GatewayRequest> requests) {
        this(settings, requests, cause -> null);
    }

    /** The checks of a protocol whose response is as of a CGI program. */
    public GatewayCheck(
            PassSettings settings,
            Function<Exchange, GatewayRequest> requests,
            Function<Throwable, String> tlsFailures) {
        this(settings, requests, () -> HttpCheckResponse.ofGateway(settings.headSize()), tlsFailures);
    }

    @Override
    public CheckRequest request(Exchange x) {
        return requests.apply(x).check();
    }

    @Override
    public CheckResponse response(boolean webSocket) {
        return responses.get();
    }

    @Override
    public String tlsFailure(Throwable cause) {
        return tlsFailures.apply(cause);
    }
}
