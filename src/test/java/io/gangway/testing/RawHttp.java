package io.gangway.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** An HTTP client that sends exactly the bytes it is given. */
public final class RawHttp {
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

    private RawHttp() {}

    /** Opens a connection to a port of this machine. */
    public static RawConnection connect(int port) throws IOException {
        return new RawConnection(open(port));
    }

    /** Opens a TLS connection; the name is sent as SNI unless null. */
    public static RawConnection connect(int port, SSLContext tls, String name) throws IOException {
        Socket transport = open(port);
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(transport, name, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(name == null ? List.of() : List.of(new SNIHostName(name)));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return new RawConnection(socket, transport);
    }

    /** Sends a request on a new connection and reads the response; null if the peer closed instead. */
    public static RawResponse send(int port, String request) throws IOException {
        try (RawConnection connection = connect(port)) {
            return connection.send(request).read(request.split(" ", 2)[0]);
        }
    }

    /**
     * Sends a GET with {@code Host: localhost}, {@code Connection: close} and the given fields, each {@code Name:
     * value}.
     */
    public static RawResponse get(int port, String target, String... fields) throws IOException {
        return send(port, request("GET", target, fields));
    }

    /** The text of a request without a body, with {@code Host: localhost} and {@code Connection: close}. */
    public static String request(String method, String target, String... fields) {
        StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String field : fields) {
            request.append(field).append("\r\n");
        }
        return request.append("Connection: close\r\n\r\n").toString();
    }

    private static Socket open(int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_TIMEOUT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
