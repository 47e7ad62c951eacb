package io.gangway.proxy;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.Variables;
import io.gangway.net.V6Text;
import java.net.InetSocketAddress;
import java.util.List;

/** The {@code $proxy_*} variables. */
final class ProxyVariables {
    private ProxyVariables() {}

    static void define(Variables variables) {
        variables.define("proxy_host", x -> target(x) == null ? null : target(x).hostHeader());
        variables.define("proxy_port", x -> target(x) == null ? null : target(x).port());
        variables.define("proxy_add_x_forwarded_for", ProxyVariables::forwardedFor);
    }

    private static ProxyPass.Target target(Exchange x) {
        ProxyRequest request = x.get(ProxyRequest.KEY);
        return request == null ? null : request.target();
    }

    private static String forwardedFor(Exchange x) {
        String client = x.remoteAddress() instanceof InetSocketAddress inet ? V6Text.of(inet.getAddress()) : "unix:";
        int first = x.head().fields().indexOf("X-Forwarded-For", 0);
        if (first < 0) {
            return client;
        }
        List<String> before = x.head().fields().all("X-Forwarded-For");
        return String.join(", ", before) + ", " + client;
    }
}
