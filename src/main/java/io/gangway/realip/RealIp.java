package io.gangway.realip;

import io.gangway.core.Exchange;
import io.gangway.core.Key;
import io.gangway.core.Outcome;
import io.gangway.core.Phase;
import io.gangway.core.TrustedProxies;
import java.net.SocketAddress;
import java.util.List;

/** Gives an exchange the address that a trusted proxy tells; once. */
record RealIp(TrustedProxies proxies, String header, boolean recursive) implements Phase {
    private static final Key<Boolean> DONE = new Key<>("realip");

    @Override
    public Outcome run(Exchange exchange) {
        if (exchange.main().get(DONE) != null) {
            return Outcome.NEXT;
        }
        List<String> values = values(exchange);
        if (values.isEmpty()) {
            return Outcome.NEXT;
        }
        SocketAddress told = proxies.client(exchange.remoteAddress(), values, recursive);
        if (told != null) {
            exchange.remoteAddress(told);
            exchange.main().put(DONE, true);
        }
        return Outcome.NEXT;
    }

    /** Of fields but {@code X-Forwarded-For} the first counts. */
    private List<String> values(Exchange exchange) {
        List<String> all = exchange.head().fields().all(header);
        return header.equals("X-Forwarded-For") || all.isEmpty() ? all : all.subList(0, 1);
    }
}
