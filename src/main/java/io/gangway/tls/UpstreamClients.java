package io.gangway.tls;

import io.gangway.conf.ConfException;
import io.gangway.core.Environment;
import io.gangway.core.TlsClients;
import java.util.ArrayList;
import java.util.List;

/** Makes the TLS of upstream legs of what the {@code proxy_ssl_*} directives say. */
final class UpstreamClients implements TlsClients {
    private final Environment environment;

    UpstreamClients(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Client client(Settings settings) {
        try {
            return build(settings)::newEngine;
        } catch (TlsException e) {
            throw new ConfException(e.getMessage(), null);
        }
    }

    private ClientTls build(Settings settings) {
        ClientTls.Builder builder =
                ClientTls.builder().sendName(settings.sendName()).reuse(settings.reuse());
        if (!settings.protocols().isEmpty()) {
            builder.protocols(protocols(settings.protocols()));
        }
        if (settings.ciphers() != null) {
            builder.ciphers(CipherList.of(settings.ciphers()));
        }
        if (settings.certificate() != null) {
            if (settings.key() == null) {
                throw new TlsException("no \"proxy_ssl_certificate_key\" is defined for certificate \""
                        + settings.certificate() + "\"");
            }
            builder.credential(Credential.load(
                    file(settings.certificate()),
                    file(settings.key()),
                    settings.passwords() == null ? List.of() : Pem.passwords(file(settings.passwords()))));
        }
        if (settings.verify()) {
            if (settings.trusted() == null) {
                throw new TlsException("no proxy_ssl_trusted_certificate for proxy_ssl_verify");
            }
            builder.verify(Pem.certificates(file(settings.trusted())), settings.depth());
        }
        return builder.build();
    }

    private static TlsProtocols protocols(List<String> words) {
        List<String> known = new ArrayList<>();
        for (String word : words) {
            String spelled = TlsProtocols.known(word);
            known.add(spelled == null ? word : spelled);
        }
        return new TlsProtocols(known);
    }

    private String file(String written) {
        return PemFile.absolute(written, environment);
    }

    @Override
    public String reason(Throwable cause) {
        return OpenSslError.handshake(cause);
    }
}
