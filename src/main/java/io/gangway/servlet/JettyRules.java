package io.gangway.servlet;

import jakarta.servlet.ServletContext;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;

/**
 * Relaxes the rules of Jetty's connectors for request targets, by their public methods, for all applications of the
 * server.
 */
final class JettyRules {
    private static final String OWN = "targets below /WEB-INF and /META-INF";

    private static final List<String> STRICT =
            List.of(OWN, "targets with %2F, %5C, %25, //, %2e or ;, where the UriCompliance of the connector says so");

    private List<String> refused = STRICT;

    /** Relaxes as much as possible: Gangway's own parser is as strict as nginx. */
    void relax(ServletContext context) {
        try {
            // https://github.com/jetty/jetty.project/issues/12346: refused by default since Servlet 6, by design.
            // This can go when a web application can configure it in its descriptor.
            Object server = call(call(context, "getContextHandler"), "getServer");
            Object connectors = call(server, "getConnectors");
            for (int i = 0; i < Array.getLength(connectors); i++) {
                for (Object factory : (Collection<?>) call(Array.get(connectors, i), "getConnectionFactories")) {
                    relaxFactory(factory);
                }
            }
            refused = List.of(OWN);
        } catch (ReflectiveOperationException e) {
            refused = STRICT;
        }
    }

    private static void relaxFactory(Object factory) throws ReflectiveOperationException {
        Method getter;
        try {
            getter = factory.getClass().getMethod("getHttpConfiguration");
        } catch (NoSuchMethodException e) {
            // Not HTTP: TLS, ALPN or PROXY.
            return;
        }
        Object configuration = getter.invoke(factory);
        Class<?> compliance = call(configuration, "getUriCompliance").getClass();
        Object unsafe = compliance.getField("UNSAFE").get(null);
        configuration.getClass().getMethod("setUriCompliance", compliance).invoke(configuration, unsafe);
    }

    private static Object call(Object target, String name) throws ReflectiveOperationException {
        return target.getClass().getMethod(name).invoke(target);
    }

    List<String> refused() {
        return refused;
    }
}
