package io.gangway.tls;

import java.security.Principal;
import java.util.List;
import javax.net.ssl.SSLEngine;

/** Presents the certificate of {@code proxy_ssl_certificate} to an upstream that asks for one. */
final class ClientKeyManager extends EngineKeyManager {
    private static final String ALIAS = "client";

    private final Credential credential;

    ClientKeyManager(Credential credential) {
        this.credential = credential;
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return List.of(keyTypes).contains(credential.key().getAlgorithm()) ? ALIAS : null;
    }

    @Override
    Credential credential(String alias) {
        return credential;
    }
}
