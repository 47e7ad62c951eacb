package io.gangway.cluster;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jgroups.util.DefaultSocketFactory;

/** Creates the sockets of JGroups with TLS. */
final class NodeSockets extends DefaultSocketFactory {
    private final ClusterTls tls;
    private final SSLContext listening;
    private final SSLContext connecting;

    NodeSockets(ClusterTls tls) throws GeneralSecurityException {
        this.tls = tls;
        listening = tls.listeningContext();
        connecting = tls.connectingContext();
    }

    @Override
    public Socket createSocket(String service) throws IOException {
        SSLSocket socket = (SSLSocket) connecting.getSocketFactory().createSocket();
        socket.setSSLParameters(tls.connecting(connecting));
        return socket;
    }

    @Override
    public ServerSocket createServerSocket(String service) throws IOException {
        SSLServerSocket socket =
                (SSLServerSocket) listening.getServerSocketFactory().createServerSocket();
        socket.setSSLParameters(tls.listening(listening));
        return socket;
    }
}
