package io.gangway.tls;

import io.gangway.conf.Environment;
import io.gangway.core.UpstreamTlsProvider;
import io.gangway.exchange.Template;
import io.gangway.tls.pem.LoadedPem;
import java.util.HashMap;
import java.util.Map;

/**
 * The TLS contexts for upstreams; equal settings share one, and with it sessions and idle connections. Used while
 * loading.
 */
final class UpstreamTlsRegistry implements UpstreamTlsProvider {
    /** Templates are equal if their sources are. */
    private record Key(Settings others, String certificate, String key) {}

    private final Environment environment;
    private final LoadedPem files;
    private final Map<Key, UpstreamTlsContext> known = new HashMap<>();

    /** @param files of the configuration */
    UpstreamTlsRegistry(Environment environment, LoadedPem files) {
        this.environment = environment;
        this.files = files;
    }

    @Override
    public Client client(Settings settings) {
        Settings others = new Settings(
                settings.protocols(),
                settings.ciphers(),
                settings.serverName(),
                settings.verify(),
                settings.verifyDepth(),
                settings.trusted(),
                settings.revoked(),
                null,
                null,
                settings.caching(),
                settings.passwords(),
                settings.reuseSessions());
        Key key = new Key(others, source(settings.certificate()), source(settings.key()));
        return known.computeIfAbsent(key, k -> UpstreamTlsContext.of(settings, environment, files));
    }

    private static String source(Template template) {
        return template == null ? null : template.source();
    }
}
