package io.gangway.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509ExtendedKeyManager;

/** A key manager for engines only; JSSE's sockets are not used. */
abstract class EngineKeyManager extends X509ExtendedKeyManager {
    /** The credential of an alias that this manager has chosen before. */
    abstract Credential credential(String alias);

    @Override
    public final X509Certificate[] getCertificateChain(String alias) {
        return credential(alias).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public final PrivateKey getPrivateKey(String alias) {
        return credential(alias).key();
    }

    @Override
    public final String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public final String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return null;
    }

    @Override
    public final String[] getClientAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public final String[] getServerAliases(String keyType, Principal[] issuers) {
        return null;
    }
}
