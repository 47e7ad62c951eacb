package io.gangway.tls;

import io.gangway.core.UpstreamTlsProvider;
import io.gangway.tls.openssl.TlsException;
import javax.net.ssl.SSLEngine;

/** The certificate that variables name for one exchange, loaded for each connection. Confined to its exchange. */
final class NamedIdentity implements UpstreamTlsProvider.Identity {
    /** Unlike in nginx, connections that were made with another certificate are not reused. */
    private record Kind(UpstreamTlsContext client, String certificate, String key) {}

    private final Kind kind;
    private UpstreamTlsConfig tls;
    private String failure;

    NamedIdentity(UpstreamTlsContext client, String certificate, String key) {
        kind = new Kind(client, certificate, key);
    }

    @Override
    public Object kind() {
        return kind;
    }

    @Override
    public boolean loads() {
        return true;
    }

    @Override
    public void load() {
        failure = null;
        try {
            tls = kind.client.named(kind.certificate, kind.key);
        } catch (TlsException e) {
            failure = e.getMessage();
        }
    }

    @Override
    public SSLEngine engine(String name, int port, String protocol) {
        if (failure != null) {
            throw new UpstreamTlsProvider.UnusableCertificateException(failure);
        }
        return tls.newEngine(name, port, protocol);
    }
}
