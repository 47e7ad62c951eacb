package io.gangway.tls;

import io.gangway.conf.Environment;
import io.gangway.core.ServerTlsProvider;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.tls.pem.PemFile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;

/** The certificates of a server whose file names contain variables; they are loaded for each handshake. Immutable. */
record NamedCertificates(
        List<Template> certificates,
        List<Template> keys,
        List<String> passwords,
        CertificateCache cache,
        Environment environment) {
    /** Creates an engine with the certificates that the variables of this handshake name. */
    ServerTlsProvider.EngineFactory making(ServerTlsContext tls, Exchange handshake) {
        List<String> files = new ArrayList<>();
        for (int i = 0; i < certificates.size(); i++) {
            files.add(PemFile.absolute(certificates.get(i).render(handshake), environment));
            files.add(PemFile.absolute(keys.get(i).render(handshake), environment));
        }
        return new Loading(tls, files);
    }

    private final class Loading implements ServerTlsProvider.EngineFactory {
        private final ServerTlsContext tls;

        /** Each certificate is followed by its key. */
        private final List<String> files;

        Loading(ServerTlsContext tls, List<String> files) {
            this.tls = tls;
            this.files = files;
        }

        @Override
        public boolean blocks() {
            return true;
        }

        @Override
        public SSLEngine make() {
            List<Credential> credentials = new ArrayList<>();
            for (int i = 0; i < files.size(); i += 2) {
                credentials.add(cache.load(
                        files.get(i), files.get(i + 1), passwords, TimeUnit.NANOSECONDS.toMillis(System.nanoTime())));
            }
            return tls.newEngine(new Identity(credentials));
        }
    }
}
