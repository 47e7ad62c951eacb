package io.gangway.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509ExtendedKeyManager;

/** Shows certificates where an engine asks for one, and nowhere else: there are no sockets of JSSE's here. */
abstract class EngineKeyManager extends X509ExtendedKeyManager {
    /** The one that an engine was told by this alias. */
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
