package peers;

import io.undertow.Undertow;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;
import java.net.URI;

/** Undertow's reverse proxy; arguments: port, port of the backend. */
public final class UndertowPeer {

    public static void main(String[] args) {
        LoadBalancingProxyClient backend = new LoadBalancingProxyClient()
                .setConnectionsPerThread(20_000) // before addHost, which reads it
                .addHost(URI.create("http://127.0.0.1:" + args[1]));
        Undertow.builder()
                .addHttpListener(Integer.parseInt(args[0]), "127.0.0.1")
                .setIoThreads(Runtime.getRuntime().availableProcessors())
                .setHandler(ProxyHandler.builder().setProxyClient(backend).build())
                .build()
                .start();
    }

    private UndertowPeer() {}
}
