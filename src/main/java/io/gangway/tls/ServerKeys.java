package io.gangway.tls;

import java.security.Principal;
import java.util.List;
import javax.net.ssl.SSLEngine;

/** Shows the certificate of a server that fits the client's kind of key. An alias is its number. */
final class ServerKeys extends EngineKeys {
    private final List<Credential> credentials;

    ServerKeys(Identity identity) {
        credentials = identity.credentials();
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        for (int i = 0; i < credentials.size(); i++) {
            if (credentials.get(i).key().getAlgorithm().equals(keyType)) {
                return Integer.toString(i);
            }
        }
        return null;
    }

    @Override
    Credential credential(String alias) {
        return credentials.get(Integer.parseInt(alias));
    }
}
