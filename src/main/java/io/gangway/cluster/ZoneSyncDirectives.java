package io.gangway.cluster;

import static io.gangway.config.Context.MAIN;
import static io.gangway.config.Context.STREAM;
import static io.gangway.config.Context.STREAM_SERVER;

import io.gangway.conf.Absence;
import io.gangway.conf.BuffersValue;
import io.gangway.conf.Node;
import io.gangway.config.Directive;
import io.gangway.config.DirectiveArguments;
import io.gangway.config.DirectiveBuilder;
import io.gangway.core.UpstreamTlsProvider;
import io.gangway.net.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The directives of nginx Plus's zone_sync module, and the blocks around them. */
final class ZoneSyncDirectives {
    private ZoneSyncDirectives() {}

    static final Directive<Void> STREAM_BLOCK = Directive.<Void>of("stream", 0, 0, ZoneSyncDirectives::stream)
            .opens(STREAM)
            .differs("Only servers with \"zone_sync\" may be in it: plain TCP and UDP are not proxied.")
            .description("Holds the server of \"zone_sync\".")
            .in(MAIN);

    static final Directive<Void> SERVER_BLOCK = Directive.<Void>of("server", 0, 0, ZoneSyncDirectives::server)
            .opens(STREAM_SERVER)
            .repeatable()
            .description("Holds the directives about this node and the others, with \"zone_sync\".")
            .in(STREAM);

    /** Where other nodes reach this one; null for the address of {@code listen}. */
    static final Directive<InetSocketAddress> ZONE_SYNC = Directive.of("zone_sync", 0, 1, ZoneSyncDirectives::zoneSync)
            .syntax("[advertise=address:port]")
            .differs(
                    "It needs gangway-cluster.jar beside gangway.jar. The protocol between nodes is that of JGroups: all "
                            + "nodes are Gangways. \"advertise\" is an addition: the address that other nodes connect to, where it "
                            + "is not the one of \"listen\", as behind NAT.")
            .description("Shares the state of zones with \"sync\" with other nodes: those of limit_req_zone, "
                    + "limit_conn_zone and \"sticky learn\". Each node works on when it cannot reach the others.")
            .example("""
                    stream {
                        server {
                            listen 10.0.0.1:12345;
                            zone_sync;
                            zone_sync_server 10.0.0.1:12345;
                            zone_sync_server 10.0.0.2:12345;
                        }
                    }
                    """)
            .danger(
                    "Without zone_sync_ssl_verify, whoever reaches the port can take part: keep it in a private network.")
            .in(STREAM_SERVER);

    static final Directive<List<ZoneSyncServer>> ZONE_SYNC_SERVER = Directive.list(
                    "zone_sync_server", 1, 2, ZoneSyncServer::read)
            .syntax("address:port [resolve]")
            .refuses("Unix sockets are not supported.")
            .description(
                    "Names a node, or all of them: a name may have several addresses. This node may be among them. "
                            + "With \"resolve\", the name is resolved again and again by the \"resolver\" of the stream block, and "
                            + "nodes may come and go. Nodes that are connected tell each other about the others.")
            .example("""
                    resolver 10.0.0.53 valid=5s;
                    zone_sync_server gangway.internal:12345 resolve;
                    """)
            .danger("Two nodes of which no one knows the other's address stay two clusters.")
            .in(STREAM_SERVER);

    static final Directive<Duration> ZONE_SYNC_INTERVAL = time("zone_sync_interval", Duration.ofMillis(100))
            .refuses("The default is 100ms, not 1s.")
            .description("Sets how often a node sends what has changed.")
            .example("zone_sync_interval 1s;")
            .danger("Within one interval, each node alone lets through what a limit allows.")
            .in(STREAM, STREAM_SERVER);

    static final Directive<Duration> ZONE_SYNC_TIMEOUT = time("zone_sync_timeout", Duration.ofSeconds(5))
            .description("Sets after which time a node that sends nothing is gone. Nodes send heartbeats.")
            .example("zone_sync_timeout 10s;")
            .danger("If it is shorter than a pause of the JVM or the network, nodes leave and join again.")
            .in(STREAM, STREAM_SERVER);

    static final Directive<Duration> ZONE_SYNC_CONNECT_TIMEOUT = time(
                    "zone_sync_connect_timeout", Duration.ofSeconds(5))
            .description("Limits the time to connect to another node.")
            .example("zone_sync_connect_timeout 1s;")
            .danger("While a node does not answer at all, a thread waits for it; others are not delayed.")
            .in(STREAM, STREAM_SERVER);

    static final Directive<Duration> ZONE_SYNC_CONNECT_RETRY_INTERVAL = time(
                    "zone_sync_connect_retry_interval", Duration.ofSeconds(1))
            .description("Sets how often a node looks for nodes that it is not connected to.")
            .example("zone_sync_connect_retry_interval 5s;")
            .danger("It is the time in which a node that was cut off is found again: up to three intervals.")
            .in(STREAM, STREAM_SERVER);

    static final Directive<BuffersValue> ZONE_SYNC_BUFFERS = Directive.buffers("zone_sync_buffers")
            .byDefault(new BuffersValue(8, 4096))
            .differs("It sets the lengths of messages, at most 60000 bytes.")
            .defaultText("8 4k")
            .description("Sets the longest record of a zone, the size, and the longest message, all buffers together.")
            .example("zone_sync_buffers 8 8k;")
            .danger("A key that does not fit into one buffer is not shared; a line in the log tells.")
            .in(STREAM, STREAM_SERVER);

    static final Directive<Boolean> ZONE_SYNC_SSL = Directive.flag("zone_sync_ssl")
            .byDefault(false)
            .refuses("It is an error without \"ssl\" in \"listen\", and the other way round: a connection serves both "
                    + "directions.")
            .description("Connects to other nodes by TLS.")
            .example("zone_sync_ssl on;")
            .danger("By itself it does not tell nodes from strangers: add zone_sync_ssl_verify.")
            .in(STREAM, STREAM_SERVER);

    static final Directive<Boolean> ZONE_SYNC_SSL_VERIFY = Directive.flag("zone_sync_ssl_verify")
            .byDefault(false)
            .differs("It is for both directions: a node that connects must show a certificate, too. The name in the "
                    + "certificate is checked only with zone_sync_ssl_name.")
            .description("Verifies the certificates of other nodes by zone_sync_ssl_trusted_certificate.")
            .example("""
                    zone_sync_ssl_verify on;
                    zone_sync_ssl_trusted_certificate nodes-ca.pem;
                    """)
            .danger("Whoever has a certificate of that authority is a node: use an authority for the nodes only, or "
                    + "zone_sync_ssl_name.")
            .in(STREAM, STREAM_SERVER);

    static final Directive<String> ZONE_SYNC_SSL_NAME = word("zone_sync_ssl_name", "name")
            .description("Sets the name that the certificates of all nodes must have.")
            .example("zone_sync_ssl_name node.gangway.internal;")
            .danger("Without it, any certificate of the authority is one of a node.")
            .in(STREAM, STREAM_SERVER);

    static final Directive<String> ZONE_SYNC_SSL_TRUSTED_CERTIFICATE = word("zone_sync_ssl_trusted_certificate", "file")
            .description("Names a PEM file with the authorities of the certificates of other nodes.")
            .example("zone_sync_ssl_trusted_certificate nodes-ca.pem;")
            .danger("It is used with zone_sync_ssl_verify only.")
            .in(STREAM, STREAM_SERVER);

    static final Directive<Integer> ZONE_SYNC_SSL_VERIFY_DEPTH = Directive.number("zone_sync_ssl_verify_depth")
            .byDefault(1)
            .description("Sets how many authorities may be above the certificate of a node.")
            .example("zone_sync_ssl_verify_depth 2;")
            .danger("0 accepts only certificates that are trusted themselves.")
            .in(STREAM, STREAM_SERVER);

    static final Directive<String> ZONE_SYNC_SSL_CRL = word("zone_sync_ssl_crl", "file")
            .description("Names a PEM file with lists of revoked certificates, for zone_sync_ssl_verify.")
            .example("zone_sync_ssl_crl nodes.crl;")
            .danger("It must have a list that is still valid for each authority of a chain.")
            .in(STREAM, STREAM_SERVER);

    static final Directive<String> ZONE_SYNC_SSL_CERTIFICATE = word("zone_sync_ssl_certificate", "file")
            .description("Names a PEM file with the certificate that this node shows when it connects to another.")
            .example("zone_sync_ssl_certificate node.pem;")
            .danger("Without it the node shows ssl_certificate.")
            .in(STREAM, STREAM_SERVER);

    static final Directive<String> ZONE_SYNC_SSL_CERTIFICATE_KEY = word("zone_sync_ssl_certificate_key", "file")
            .description("Names a PEM file with the key of zone_sync_ssl_certificate.")
            .example("zone_sync_ssl_certificate_key node.key;")
            .danger("Only the user of the server should be able to read it.")
            .in(STREAM, STREAM_SERVER);

    static final Directive<String> ZONE_SYNC_SSL_PASSWORD_FILE = word("zone_sync_ssl_password_file", "file")
            .description("Names a file with passphrases for zone_sync_ssl_certificate_key, one on each line.")
            .example("zone_sync_ssl_password_file node.pass;")
            .danger("Only the user of the server should be able to read it.")
            .in(STREAM, STREAM_SERVER);

    static final Directive<Set<String>> ZONE_SYNC_SSL_PROTOCOLS = protocols("zone_sync_ssl_protocols")
            .description("Enables protocols for connections to other nodes.")
            .example("zone_sync_ssl_protocols TLSv1.3;")
            .danger("Nodes without a common protocol stay apart.")
            .in(STREAM, STREAM_SERVER);

    static final Directive<String> ZONE_SYNC_SSL_CIPHERS = Directive.word("zone_sync_ssl_ciphers")
            .byDefault("DEFAULT")
            .syntax("ciphers")
            .description("Sets the ciphers for connections to other nodes, as OpenSSL's list.")
            .example("zone_sync_ssl_ciphers HIGH;")
            .danger("Nodes without a common cipher stay apart.")
            .in(STREAM, STREAM_SERVER);

    static final Directive<String> SSL_CERTIFICATE = word("ssl_certificate", "file")
            .description("Names a PEM file with the certificate of \"listen ... ssl\" of zone_sync.")
            .in(STREAM, STREAM_SERVER);

    static final Directive<String> SSL_CERTIFICATE_KEY = word("ssl_certificate_key", "file")
            .description("Names a PEM file with the key of ssl_certificate.")
            .in(STREAM, STREAM_SERVER);

    static final Directive<String> SSL_PASSWORD_FILE = word("ssl_password_file", "file")
            .description("Names a file with passphrases for ssl_certificate_key, one on each line.")
            .in(STREAM, STREAM_SERVER);

    static final Directive<Set<String>> SSL_PROTOCOLS = protocols("ssl_protocols")
            .description("Enables protocols for connections of other nodes.")
            .in(STREAM, STREAM_SERVER);

    static final Directive<String> SSL_CIPHERS = Directive.word("ssl_ciphers")
            .byDefault("HIGH:!aNULL:!MD5")
            .syntax("ciphers")
            .description("Sets the ciphers for connections of other nodes, as OpenSSL's list.")
            .in(STREAM, STREAM_SERVER);

    static final Directive<Void> ALLOW = access("allow")
            .description("Lets nodes of this address or network connect to zone_sync. Rules are tried in the order in "
                    + "which they are written, and the first one that fits decides.")
            .in(STREAM, STREAM_SERVER);

    static final Directive<Void> DENY = access("deny")
            .description(
                    "Closes connections from this address or network to zone_sync, with a line in the log. Rules are "
                            + "tried in the order in which they are written, and the first one that fits decides.")
            .in(STREAM, STREAM_SERVER);

    private static final List<Directive<?>> NO_EFFECT = Directive.withoutEffect(
            Set.of(STREAM, STREAM_SERVER),
            Directive.size("zone_sync_recv_buffer_size")
                    .defaultText("32k")
                    .description("Sets the size of the buffer for messages of other nodes.")
                    .example("zone_sync_recv_buffer_size 64k;")
                    .danger("It is only checked: a message of any allowed length is received."),
            Directive.flag("zone_sync_ssl_server_name")
                    .defaultText("off")
                    .description("Sends the name of the node by SNI.")
                    .example("zone_sync_ssl_server_name on;")
                    .danger("It is only checked: a node has one certificate."));

    static final List<Directive<?>> ALL = Directive.joined(
            NO_EFFECT,
            List.of(
                    STREAM_BLOCK,
                    SERVER_BLOCK,
                    ZONE_SYNC,
                    ZONE_SYNC_SERVER,
                    ZONE_SYNC_INTERVAL,
                    ZONE_SYNC_TIMEOUT,
                    ZONE_SYNC_CONNECT_TIMEOUT,
                    ZONE_SYNC_CONNECT_RETRY_INTERVAL,
                    ZONE_SYNC_BUFFERS,
                    ZONE_SYNC_SSL,
                    ZONE_SYNC_SSL_VERIFY,
                    ZONE_SYNC_SSL_NAME,
                    ZONE_SYNC_SSL_TRUSTED_CERTIFICATE,
                    ZONE_SYNC_SSL_VERIFY_DEPTH,
                    ZONE_SYNC_SSL_CRL,
                    ZONE_SYNC_SSL_CERTIFICATE,
                    ZONE_SYNC_SSL_CERTIFICATE_KEY,
                    ZONE_SYNC_SSL_PASSWORD_FILE,
                    ZONE_SYNC_SSL_PROTOCOLS,
                    ZONE_SYNC_SSL_CIPHERS,
                    SSL_CERTIFICATE,
                    SSL_CERTIFICATE_KEY,
                    SSL_PASSWORD_FILE,
                    SSL_PROTOCOLS,
                    SSL_CIPHERS,
                    ALLOW,
                    DENY));

    private static DirectiveBuilder<Void> access(String name) {
        return Directive.<Void>of(name, 1, 1, NodeRule::add)
                .syntax("address | CIDR | all")
                .repeatable();
    }

    private static DirectiveBuilder<Duration> time(String name, Duration byDefault) {
        return Directive.time(name).byDefault(byDefault);
    }

    private static DirectiveBuilder<String> word(String name, String what) {
        return Directive.word(name).syntax(what);
    }

    private static DirectiveBuilder<Set<String>> protocols(String name) {
        return Directive.choices(name, Integer.MAX_VALUE, UpstreamTlsProvider.PROTOCOLS)
                .byDefault(Set.of())
                .syntax("SSLv2 | SSLv3 | TLSv1 | TLSv1.1 | TLSv1.2 | TLSv1.3 ...")
                .defaultText("TLSv1.2 TLSv1.3");
    }

    /** A stream block for anything else is not supported, as if there were no such directive. */
    private static Void stream(DirectiveArguments r) {
        if (r.node().block().stream().noneMatch(ZoneSyncDirectives::syncs)) {
            throw Absence.missing("stream", r.node().position());
        }
        return null;
    }

    private static Void server(DirectiveArguments r) {
        if (!syncs(r.node())) {
            throw Absence.missing("stream", r.node().position());
        }
        return null;
    }

    private static boolean syncs(Node server) {
        return server.name().equals("server")
                && server.block() != null
                && server.block().stream().anyMatch(each -> each.name().equals("zone_sync"));
    }

    private static InetSocketAddress zoneSync(DirectiveArguments r) {
        if (r.count() == 0) {
            return null;
        }
        String word = r.arg(0);
        if (!word.startsWith("advertise=")) {
            throw r.invalidParameter(word);
        }
        try {
            HostPort address = HostPort.parse(word.substring("advertise=".length()), 0, false);
            if (address.unix() || address.port() == 0) {
                throw r.error("no port in \"" + word + "\"");
            }
            InetAddress host = r.context().lookUp(address.host())[0];
            return new InetSocketAddress(host, address.port());
        } catch (HostPort.BadAddressException e) {
            throw r.error(e.getMessage() + " in \"" + word + "\"");
        } catch (UnknownHostException e) {
            throw r.error("host not found in \"" + word + "\"");
        }
    }
}
