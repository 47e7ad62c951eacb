package io.gangway.tls;

import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSession;
import javax.net.ssl.StandardConstants;

/** A host name in the SNI extension (RFC 6066) of any bytes. JSSE's own type rejects underscores, for example. */
final class SniHostName extends SNIServerName {
    SniHostName(String host) {
        // https://github.com/akka/akka-core/issues/21708: SNIHostName rejects an underscore.
        // This class can be removed when SNIHostName accepts any bytes.
        super(StandardConstants.SNI_HOST_NAME, host.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The name that the client requested, as it wrote it; null without one. */
    static String requested(SSLSession session) {
        if (!(session instanceof ExtendedSSLSession extended)) {
            return null;
        }
        List<SNIServerName> names = extended.getRequestedServerNames();
        for (SNIServerName name : names) {
            if (name.getType() == StandardConstants.SNI_HOST_NAME) {
                return new String(name.getEncoded(), StandardCharsets.ISO_8859_1);
            }
        }
        return null;
    }
}
