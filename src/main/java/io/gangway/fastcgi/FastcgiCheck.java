package io.gangway.fastcgi;

import io.gangway.exchange.Exchange;
import io.gangway.http.HeadWriter;
import io.gangway.upstream.exchange.PassSettings;
import io.gangway.upstream.health.CheckProtocol;
import io.gangway.upstream.health.CheckRequest;
import io.gangway.upstream.health.CheckResponse;
import java.util.Arrays;

/** The health checks of a location with {@code fastcgi_pass}, with its parameters. Immutable. */
final class FastcgiCheck implements CheckProtocol {
    /** The end of an empty body. */
    private static final byte[] NO_INPUT = {FastcgiRecords.VERSION, FastcgiRecords.STDIN, 0, 1, 0, 0, 0, 0};

    private final FastcgiSettings settings;

    FastcgiCheck(FastcgiSettings settings) {
        this.settings = settings;
    }

    @Override
    public PassSettings settings() {
        return settings;
    }

    @Override
    public CheckRequest request(Exchange x) {
        FastcgiRequest request = new FastcgiRequest(settings, x);
        if (!request.compute((level, text) -> x.log(level, text))) {
            throw new IllegalStateException("the parameters are too long");
        }
        HeadWriter out = new HeadWriter();
        request.writeHead(out);
        byte[] bytes = Arrays.copyOf(out.array(), out.length() + NO_INPUT.length);
        System.arraycopy(NO_INPUT, 0, bytes, out.length(), NO_INPUT.length);
        return new CheckRequest(bytes, null, null);
    }

    @Override
    public CheckResponse response(boolean webSocket) {
        return new FastcgiCheckResponse(settings.headSize(), settings.keepConn);
    }
}
