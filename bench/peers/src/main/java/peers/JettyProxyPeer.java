package peers;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.proxy.ProxyHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty's reverse proxy, {@code ProxyHandler} with {@code HttpClient}; arguments: port, port of the backend. */
public final class JettyProxyPeer {

    public static void main(String[] args) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(args[0]));
        server.addConnector(connector);
        server.setHandler(new Reverse(Integer.parseInt(args[1])));
        server.start();
    }

    private static final class Reverse extends ProxyHandler.Reverse {
        Reverse(int backend) {
            super(request -> HttpURI.build(request.getHttpURI()).host("127.0.0.1").port(backend));
            setUseServerThreadPool(true); // saves a hop between pools
        }

        @Override
        protected void configureHttpClient(HttpClient client) {
            super.configureHttpClient(client);
            client.setMaxConnectionsPerDestination(20_000);
        }
    }

    private JettyProxyPeer() {}
}
