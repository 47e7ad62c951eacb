package io.gangway.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** Picks a certificate by SNI and kind of key. An alias is two numbers: the identity's and the credential's. */
final class ServerKeys extends X509ExtendedKeyManager {
    private final List<Identity> identities;
    private final Function<String, Identity> byName;

    ServerKeys(List<Identity> identities, Function<String, Identity> byName) {
        this.identities = List.copyOf(identities);
        this.byName = byName;
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        Identity identity = byName.apply(ServerName.requested(engine.getHandshakeSession()));
        int index = identity == null ? -1 : identities.indexOf(identity);
        if (index < 0) {
            return null;
        }
        List<Credential> credentials = identity.credentials();
        for (int i = 0; i < credentials.size(); i++) {
            if (credentials.get(i).key().getAlgorithm().equals(keyType)) {
                return index + "." + i;
            }
        }
        return null;
    }

    private Credential credential(String alias) {
        int dot = alias.indexOf('.');
        Identity identity = identities.get(Integer.parseInt(alias.substring(0, dot)));
        return identity.credentials().get(Integer.parseInt(alias.substring(dot + 1)));
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return credential(alias).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return credential(alias).key();
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return null;
    }
}
