package io.gangway.cluster;

import io.gangway.errorlog.ErrorLog;
import io.gangway.errorlog.LogLevel;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jgroups.util.DefaultSocketFactory;

/** Creates the sockets of JGroups, with {@code allow}, {@code deny} and TLS. */
final class NodeSockets extends DefaultSocketFactory {
    private final List<NodeRule> rules;
    private final ErrorLog log;

    /** Null without TLS, as are both contexts. */
    private final ClusterTls tls;

    private final SSLContext listening;
    private final SSLContext connecting;

    NodeSockets(ZoneSyncSettings settings, ErrorLog log) throws GeneralSecurityException {
        rules = settings.rules();
        tls = settings.tls();
        this.log = log;
        listening = tls == null ? null : tls.listeningContext();
        connecting = tls == null ? null : tls.connectingContext();
    }

    @Override
    public Socket createSocket(String service) throws IOException {
        if (tls == null) {
            return super.createSocket(service);
        }
        SSLSocket socket = (SSLSocket) connecting.getSocketFactory().createSocket();
        socket.setSSLParameters(tls.connecting(connecting));
        return socket;
    }

    @Override
    public ServerSocket createServerSocket(String service) throws IOException {
        return new Listening();
    }

    /** A port that accepts connections by the rules. */
    private final class Listening extends ServerSocket {
        Listening() throws IOException {}

        @Override
        public Socket accept() throws IOException {
            Socket socket = super.accept();
            while (!NodeRule.allow(rules, socket.getInetAddress())) {
                log.write(
                        LogLevel.ERROR,
                        "zone_sync: access forbidden by rule, client: "
                                + socket.getInetAddress().getHostAddress());
                socket.close();
                socket = super.accept();
            }
            return tls == null ? socket : secured(socket);
        }

        private SSLSocket secured(Socket socket) throws IOException {
            SSLSocket secured = (SSLSocket) listening.getSocketFactory().createSocket(socket, null, true);
            secured.setSSLParameters(tls.listening(listening));
            return secured;
        }
    }
}
