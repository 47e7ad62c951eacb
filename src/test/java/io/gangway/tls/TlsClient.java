package io.gangway.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/** A TLS client of tests with one SNI name and optionally a certificate; it reuses sessions between connections. */
final class TlsClient {
    private final SSLContext context;
    private final String name;
    private final List<String> protocols;
    private final List<String> authorities = new CopyOnWriteArrayList<>();

    /**
     * Creates a client.
     *
     * @param name sent by SNI; null for none
     * @param protocols such as TLSv1.3
     * @param own its certificate, sent when a server asks for one; null for none
     */
    TlsClient(String name, List<String> protocols, Credential own) throws Exception {
        this.name = name;
        this.protocols = protocols;
        context = SSLContext.getInstance("TLS");
        context.init(keys(own), new TrustManager[] {new TrustAll()}, null);
    }

    private KeyManager[] keys(Credential own) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null);
        if (own != null) {
            store.setKeyEntry("own", own.key(), new char[0], own.chain().toArray(X509Certificate[]::new));
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
        factory.init(store, new char[0]);
        X509KeyManager keys = (X509KeyManager) factory.getKeyManagers()[0];
        return new KeyManager[] {new AlwaysSending(keys, own != null, authorities)};
    }

    /** Sends its certificate even if the server names other authorities. */
    private static final class AlwaysSending extends X509ExtendedKeyManager {
        private final X509KeyManager keys;
        private final boolean hasKey;
        private final List<String> authorities;

        AlwaysSending(X509KeyManager keys, boolean hasKey, List<String> authorities) {
            this.keys = keys;
            this.hasKey = hasKey;
            this.authorities = authorities;
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            for (Principal issuer : issuers == null ? new Principal[0] : issuers) {
                authorities.add(issuer.getName());
            }
            return hasKey && List.of(keyTypes).contains("EC") ? "own" : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return keys.getPrivateKey(alias);
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return keys.getClientAliases(keyType, null);
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return null;
        }
    }

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    static TlsClient of(String name) throws Exception {
        return new TlsClient(name, List.of("TLSv1.3"), null);
    }

    /** The authorities that servers have named, in order. */
    List<String> authorities() {
        return authorities;
    }

    SSLContext context() {
        return context;
    }

    SSLSocket connect(int port) throws IOException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        plain.setSoTimeout(10_000);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(protocols.toArray(String[]::new));
        parameters.setServerNames(name == null ? List.of() : List.of(new SniHostName(name)));
        socket.setSSLParameters(parameters);
        return socket;
    }

    /** The body of the response to one request, on a new connection. */
    String get(int port, String host) throws IOException {
        try (SSLSocket socket = connect(port)) {
            String response = ask(socket, host, "close");
            return response.substring(response.indexOf("\r\n\r\n") + 4);
        }
    }

    /** The whole response to one request on a connection; with keep-alive, up to the end of a short body. */
    static String ask(Socket socket, String host, String connection) throws IOException {
        String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: " + connection + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        InputStream in = socket.getInputStream();
        if (connection.equals("close")) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        StringBuilder response = new StringBuilder();
        while (!response.toString().endsWith("\n.")) {
            response.append((char) in.read());
        }
        return response.toString();
    }

    /** The subject of the server's certificate. */
    String serverSubject(int port) throws IOException {
        try (SSLSocket socket = connect(port)) {
            socket.startHandshake();
            return subject(socket);
        }
    }

    static String subject(SSLSocket socket) throws IOException {
        X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return certificate.getSubjectX500Principal().getName();
    }
}
