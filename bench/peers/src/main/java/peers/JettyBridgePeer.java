package peers;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Configurable;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/**
 * WebSockets bridged by Jetty's server and client: two sessions for each tunnel. The backend is connected first, parts of
 * messages are passed on as they arrive, the next one is read when the last one is written, and close codes are passed
 * on. Arguments: port, port of the backend.
 */
public final class JettyBridgePeer {

    public static void main(String[] args) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(args[0]));
        server.addConnector(connector);
        WebSocketClient client = new WebSocketClient();
        client.getHttpClient().setExecutor(server.getThreadPool());
        client.getHttpClient().setMaxConnectionsPerDestination(20_000);
        ServerWebSocketContainer container = ServerWebSocketContainer.ensure(server);
        tune(client);
        tune(container);
        server.addBean(client);
        server.setHandler(new Bridge(container, client, Integer.parseInt(args[1])));
        server.start();
    }

    private static void tune(Configurable sessions) {
        sessions.setInputBufferSize(64 * 1024);
    }

    private static final class Bridge extends Handler.Abstract.NonBlocking {
        private final ServerWebSocketContainer container;
        private final WebSocketClient client;
        private final int backend;

        Bridge(ServerWebSocketContainer container, WebSocketClient client, int backend) {
            this.container = container;
            this.client = client;
            this.backend = backend;
        }

        @Override
        public boolean handle(Request request, Response response, org.eclipse.jetty.util.Callback callback)
                throws Exception {
            if (!"websocket".equalsIgnoreCase(request.getHeaders().get(HttpHeader.UPGRADE))) {
                return false;
            }
            URI uri = URI.create("ws://127.0.0.1:" + backend + request.getHttpURI().getPathQuery());
            ClientUpgradeRequest upstream = new ClientUpgradeRequest(uri);
            List<String> protocols = request.getHeaders().getCSV(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL, false);
            upstream.setSubProtocols(protocols);
            Leg toBackend = new Leg();
            client.connect(toBackend, upstream).whenComplete((session, failure) -> {
                if (failure != null) {
                    Response.writeError(request, response, callback, HttpStatus.BAD_GATEWAY_502);
                } else {
                    accept(request, response, callback, toBackend, session);
                }
            });
            return true;
        }

        private void accept(
                Request request,
                Response response,
                org.eclipse.jetty.util.Callback callback,
                Leg toBackend,
                Session backendSession) {
            Leg toClient = new Leg();
            toClient.other = toBackend;
            toBackend.other = toClient;
            boolean upgraded = container.upgrade(
                    (upgrade, head, done) -> {
                        String protocol = backendSession.getUpgradeResponse().getAcceptedSubProtocol();
                        if (protocol != null) {
                            head.setAcceptedSubProtocol(protocol);
                        }
                        return toClient;
                    },
                    request,
                    response,
                    callback);
            if (!upgraded) {
                backendSession.disconnect();
                Response.writeError(request, response, callback, HttpStatus.BAD_REQUEST_400);
            }
        }
    }

    /** One of two sessions. Reads nothing before both are open. */
    public static final class Leg extends Session.Listener.Abstract {
        private Leg other;

        @Override
        public void onWebSocketOpen(Session session) {
            super.onWebSocketOpen(session);
            if (other != null) { // the client's, which is the second one
                session.demand();
                other.getSession().demand();
            }
        }

        @Override
        public void onWebSocketPartialText(String payload, boolean last) {
            other.getSession().sendPartialText(payload, last, Callback.from(getSession()::demand, this::broken));
        }

        @Override
        public void onWebSocketPartialBinary(ByteBuffer payload, boolean last, Callback callback) {
            Callback written = Callback.from(
                    () -> {
                        callback.succeed();
                        getSession().demand();
                    },
                    failure -> {
                        callback.fail(failure);
                        broken(failure);
                    });
            other.getSession().sendPartialBinary(payload, last, written);
        }

        @Override
        public void onWebSocketClose(int statusCode, String reason, Callback callback) {
            if (other == null) {
                callback.succeed();
            } else if (statusCode == StatusCode.UNDEFINED || statusCode == StatusCode.ABNORMAL) {
                other.disconnect();
                callback.succeed();
            } else {
                other.getSession().close(statusCode, reason, callback);
            }
        }

        @Override
        public void onWebSocketError(Throwable cause) {
            broken(cause);
        }

        private void broken(Throwable cause) {
            disconnect();
            if (other != null) {
                other.disconnect();
            }
        }

        private void disconnect() {
            Session session = getSession();
            if (session != null) {
                session.disconnect();
            }
        }
    }

    private JettyBridgePeer() {}
}
