package io.gangway.tls;

import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import javax.net.ssl.SSLEngine;

/** Chooses the certificate of a server that fits the client's key types. An alias is the index of a certificate. */
final class ServerKeyManager extends EngineKeyManager {
    /** Null for a server whose certificate names contain variables. */
    private final Identity identity;

    /** The identities by engine, for a server whose certificate names contain variables. */
    private final Map<SSLEngine, Identity> named = Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * The credentials of the engine for which JSSE has just chosen; JSSE asks for chain and key directly after it on
     * the same thread.
     */
    private final ThreadLocal<List<Credential>> chosen = new ThreadLocal<>();

    ServerKeyManager(Identity identity) {
        this.identity = identity;
    }

    void show(SSLEngine engine, Identity shown) {
        named.put(engine, shown);
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        List<Credential> credentials = (identity != null ? identity : named.get(engine)).credentials();
        if (identity == null) {
            chosen.set(credentials);
        }
        for (int i = 0; i < credentials.size(); i++) {
            if (credentials.get(i).key().getAlgorithm().equals(keyType)) {
                return Integer.toString(i);
            }
        }
        return null;
    }

    @Override
    Credential credential(String alias) {
        List<Credential> credentials = identity != null ? identity.credentials() : chosen.get();
        return credentials.get(Integer.parseInt(alias));
    }
}
