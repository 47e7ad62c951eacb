package peers;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyOptions;

/** Vert.x's reverse proxy, one event loop for each processor; arguments: port, port of the backend. */
public final class VertxPeer {

    public static void main(String[] args) {
        int port = Integer.parseInt(args[0]);
        int backend = Integer.parseInt(args[1]);
        DeploymentOptions eachProcessor =
                new DeploymentOptions().setInstances(Runtime.getRuntime().availableProcessors());
        Vertx.vertx().deployVerticle(() -> new Loop(port, backend), eachProcessor);
    }

    private static final class Loop extends VerticleBase {
        private final int port;
        private final int backend;

        Loop(int port, int backend) {
            this.port = port;
            this.backend = backend;
        }

        @Override
        public Future<?> start() {
            PoolOptions pool = new PoolOptions().setHttp1MaxSize(20_000);
            HttpProxy proxy = HttpProxy.reverseProxy(
                            new ProxyOptions().setSupportWebSocket(true),
                            vertx.createHttpClient(new HttpClientOptions(), pool))
                    .origin(backend, "127.0.0.1");
            return vertx.createHttpServer().requestHandler(proxy).listen(port, "127.0.0.1");
        }
    }

    private VertxPeer() {}
}
