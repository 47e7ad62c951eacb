package io.gangway.upstream;

import io.gangway.conf.TimeValue;
import io.gangway.config.DirectiveArguments;
import io.gangway.dns.Resolver;
import io.gangway.net.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Reads the arguments of {@code resolver}. */
final class ResolverReader {
    private static final int DNS_PORT = 53;

    private final List<InetSocketAddress> servers = new ArrayList<>();
    private long validMillis;
    private boolean ipv4 = true;
    private boolean ipv6 = true;
    /** Null without one. */
    private String zone;

    private ResolverReader() {}

    static Resolver read(DirectiveArguments r) {
        ResolverReader resolver = new ResolverReader();
        for (String word : r.args()) {
            resolver.word(r, word);
        }
        if (!resolver.ipv4 && !resolver.ipv6) {
            throw r.error("\"ipv4\" and \"ipv6\" cannot both be \"off\"");
        }
        if (resolver.servers.isEmpty()) {
            throw r.error("no name servers defined");
        }
        Resolver opened = r.context()
                .closeWithGeneration(
                        new Resolver(resolver.servers, resolver.validMillis, resolver.ipv4, resolver.ipv6));
        if (resolver.zone != null) {
            ResolverZones.of(r.context()).add(resolver.zone, opened);
        }
        return opened;
    }

    private void word(DirectiveArguments r, String word) {
        if (word.startsWith("valid=")) {
            validMillis = TimeValue.seconds(word.substring(6))
                    .orElseThrow(() -> invalid(r, word))
                    .toMillis();
        } else if (word.startsWith("ipv4=")) {
            ipv4 = flag(r, word);
        } else if (word.startsWith("ipv6=")) {
            ipv6 = flag(r, word);
        } else if (word.startsWith("status_zone=") && word.length() > 12) {
            zone = word.substring(12);
        } else {
            server(r, word);
        }
    }

    private void server(DirectiveArguments r, String word) {
        try {
            HostPort host = HostPort.parse(word, DNS_PORT, false);
            if (host.unix()) {
                throw r.error("invalid host in resolver \"" + word + "\"");
            }
            if (!r.context().resolvesNames()) {
                servers.add(InetSocketAddress.createUnresolved(host.host(), host.port()));
                return;
            }
            for (InetAddress address : Addresses.lookUp(host.host())) {
                servers.add(new InetSocketAddress(address, host.port()));
            }
        } catch (HostPort.BadAddressException e) {
            throw r.error(e.getMessage() + " in resolver \"" + word + "\"");
        } catch (UnknownHostException e) {
            throw r.error("host not found in resolver \"" + word + "\"");
        }
    }

    private static boolean flag(DirectiveArguments r, String word) {
        String value = word.substring(5);
        if (!value.equals("on") && !value.equals("off")) {
            throw invalid(r, word);
        }
        return value.equals("on");
    }

    private static RuntimeException invalid(DirectiveArguments r, String word) {
        return r.error("invalid parameter: " + word);
    }
}
