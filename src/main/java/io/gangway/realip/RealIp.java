package io.gangway.realip;

import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.explain.ExplanationStep.Topic;
import io.gangway.net.ProxyHeader;
import io.gangway.net.TrustedProxies;
import io.gangway.net.V6Text;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/** Replaces the client address of an exchange by the one that a trusted proxy reports, once per exchange. */
record RealIp(TrustedProxies proxies, String header, boolean recursive) implements PhaseHandler {
    private static final AttachmentKey<Boolean> DONE = new AttachmentKey<>("realip");

    private static final String PROXY = "proxy_protocol";

    @Override
    public PhaseResult run(Exchange exchange) {
        if (exchange.main().get(DONE) != null) {
            return PhaseResult.NEXT;
        }
        List<String> values = values(exchange);
        if (values.isEmpty()) {
            return PhaseResult.NEXT;
        }
        SocketAddress reported = proxies.client(exchange.remoteAddress(), values, recursive);
        if (reported != null) {
            exchange.remoteAddress(header.equals(PROXY) ? withPort(reported, exchange) : reported);
            exchange.main().put(DONE, true);
            if (exchange.explanation() != null) {
                note(exchange, "the client is " + text(exchange) + ", from " + header);
            }
        } else if (exchange.explanation() != null) {
            note(exchange, text(exchange) + " is not trusted to set the address by " + header);
        }
        return PhaseResult.NEXT;
    }

    private static void note(Exchange exchange, String text) {
        exchange.explanation().step(Topic.CLIENT, exchange.location().source().levels(), "set_real_ip_from", text);
    }

    private static String text(Exchange exchange) {
        return exchange.remoteAddress() instanceof InetSocketAddress inet ? V6Text.of(inet.getAddress()) : "unix:";
    }

    private static SocketAddress withPort(SocketAddress address, Exchange exchange) {
        return new InetSocketAddress(
                ((InetSocketAddress) address).getAddress(),
                exchange.client().proxyHeader().sourcePort());
    }

    /** The reported addresses: all of {@code X-Forwarded-For}, only the first of any other field. */
    private List<String> values(Exchange exchange) {
        if (header.equals(PROXY)) {
            ProxyHeader proxy = exchange.client().proxyHeader();
            return proxy == null || !proxy.hasSource() ? List.of() : List.of(proxy.source());
        }
        List<String> all = exchange.head().fields().all(header);
        return header.equals("X-Forwarded-For") || all.isEmpty() ? all : all.subList(0, 1);
    }
}
