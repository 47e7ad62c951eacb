package io.gangway.tls;

import io.gangway.core.TlsClients;
import java.util.HashMap;
import java.util.Map;

/** The TLS of upstream legs; equal settings share a client, and so its sessions and idle connections. Used while composing. */
final class UpstreamClients implements TlsClients {
    private final Map<Settings, UpstreamClient> known = new HashMap<>();

    @Override
    public Client client(Settings settings) {
        Settings key = new Settings(
                settings.protocols(),
                settings.ciphers(),
                settings.serverName(),
                settings.verify(),
                settings.verifyDepth(),
                settings.trusted(),
                settings.revoked(),
                settings.certificate(),
                settings.key(),
                settings.passwords(),
                settings.reuseSessions(),
                null);
        return known.computeIfAbsent(key, UpstreamClient::of);
    }
}
