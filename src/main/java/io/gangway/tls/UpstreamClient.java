package io.gangway.tls;

import io.gangway.conf.ConfException;
import io.gangway.core.Environment;
import io.gangway.core.TlsClients;
import java.io.EOFException;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** Engines for upstream legs of the same settings. Made when they are first needed, unless there is something to check. */
final class UpstreamClient implements TlsClients.Client {
    private final TlsClients.Settings settings;
    private ClientTls tls;

    private UpstreamClient(TlsClients.Settings settings) {
        this.settings = settings;
    }

    static UpstreamClient of(TlsClients.Settings settings) {
        UpstreamClient client = new UpstreamClient(settings);
        boolean plain = settings.ciphers() == null && settings.certificate() == null && !settings.verify();
        if (!plain) {
            client.tls();
        }
        return client;
    }

    @Override
    public SSLEngine engine(String name, int port) {
        return tls().newEngine(name, port);
    }

    @Override
    public String reason(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof SSLException || each instanceof EOFException) {
                return OpenSslError.handshake(cause);
            }
        }
        return null;
    }

    private synchronized ClientTls tls() {
        if (tls == null) {
            try {
                tls = build();
            } catch (TlsException e) {
                throw new ConfException(e.getMessage(), null);
            }
        }
        return tls;
    }

    private ClientTls build() {
        ClientTls.Builder builder =
                ClientTls.builder().sendName(settings.serverName()).reuseSessions(settings.reuseSessions());
        if (!settings.protocols().isEmpty()) {
            builder.protocols(new TlsProtocols(List.copyOf(settings.protocols())));
        }
        if (settings.ciphers() != null) {
            builder.ciphers(CipherList.of(settings.ciphers()));
        }
        if (settings.certificate() != null) {
            builder.credential(credential());
        }
        if (settings.verify()) {
            if (settings.revoked() != null) {
                String revoked = Environment.bytes(settings.revoked());
                builder.revoked(Pem.revocationLists(revoked));
            }
            builder.verify(Pem.certificates(Environment.bytes(settings.trusted())), settings.verifyDepth());
        }
        return builder.build();
    }

    private Credential credential() {
        String certificate = Environment.bytes(settings.certificate());
        if (settings.key() == null) {
            throw new TlsException(
                    "no \"proxy_ssl_certificate_key\" is defined for certificate \"" + certificate + "\"");
        }
        List<String> passwords =
                settings.passwords() == null ? List.of() : Pem.passwords(Environment.bytes(settings.passwords()));
        return Credential.load(certificate, Environment.bytes(settings.key()), passwords);
    }
}
