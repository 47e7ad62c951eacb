package io.gangway.upstream;

import io.gangway.conf.Node;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.explain.ExplanationRecorder;
import io.gangway.explain.ExplanationStep.Topic;
import io.gangway.net.HostPort;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Explains the choice of a peer without making it: no state changes, and no name is resolved. */
public final class UpstreamExplanation {
    private UpstreamExplanation() {}

    /**
     * Records a group and its peers.
     *
     * @param host the address in {@code proxy_pass}
     * @return 0, or the status with which the exchange would end
     */
    public static int of(UpstreamGroup group, HostPort host, Exchange x) {
        ExplanationRecorder explanation = x.explanation();
        List<Peer> peers = group.all();
        String name = group.node() != null ? group.name() : name(host);
        explanation.upstream(name, peers.stream().map(Peer::name).toList());
        Node block = group.node();
        explanation.step(Topic.UPSTREAM, block, title(group, name, peers));
        if (group.stickiness() != null) {
            explanation.step(
                    Topic.UPSTREAM, sticky(block), session(group.stickiness().wanted(x), peers));
        }
        long now = x.loop().monotonicMillis() / 1000;
        for (Peer peer : peers) {
            explanation.step(Topic.UPSTREAM, server(block, peer), group.describe(peer, now) + resolution(peer));
        }
        if (group.isResolvedLater()) {
            explanation.step(Topic.UPSTREAM, block, "names with \"resolve\" would be resolved at run time");
            explanation.assume("the names of upstream \"" + group.name() + "\" can be resolved");
        }
        return 0;
    }

    private static Node sticky(Node block) {
        return block.block().stream()
                .filter(node -> node.name().equals("sticky"))
                .findFirst()
                .orElse(null);
    }

    private static String session(String sid, List<Peer> peers) {
        if (sid == null) {
            return "sticky: the request belongs to no session";
        }
        return peers.stream()
                .filter(peer -> peer.sid().equals(sid))
                .findFirst()
                .map(peer -> "sticky: its session belongs to " + peer.name())
                .orElse("sticky: no server has the id \"" + sid + "\" of its session");
    }

    private static String resolution(Peer peer) {
        boolean name = peer.address() instanceof InetSocketAddress address && address.isUnresolved();
        return name ? ", a name that is resolved when the server starts" : "";
    }

    /** Host and port as written. */
    private static String name(HostPort host) {
        if (host.unix()) {
            return "unix:" + host.host();
        }
        return host.portText() == null ? host.host() : host.host() + ":" + host.portText();
    }

    private static String title(UpstreamGroup group, String text, List<Peer> peers) {
        String name = "\"" + text + "\"";
        if (peers.size() == 1 && !group.isResolvedLater()) {
            return name + " has one peer";
        }
        return name + ": one of " + peers.size() + " peers, by " + method(group.node());
    }

    /** The balancing method as written. */
    private static String method(Node block) {
        if (block != null) {
            for (Node node : block.block()) {
                switch (node.name()) {
                    case "least_conn" -> {
                        return "least_conn: the one with the fewest requests";
                    }
                    case "ip_hash", "hash", "random", "least_time" -> {
                        return String.join(
                                " ",
                                node.words().stream().map(word -> word.text()).toList());
                    }
                    default -> {}
                }
            }
        }
        return "round robin";
    }

    private static Node server(Node block, Peer peer) {
        if (block == null) {
            return null;
        }
        return block.block().stream()
                .filter(node -> node.name().equals("server")
                        && !node.args().isEmpty()
                        && node.args().get(0).text().equals(peer.server()))
                .findFirst()
                .orElse(null);
    }

    /**
     * Records the group for an address computed from variables.
     *
     * @return 0, or the status with which the exchange would end
     */
    public static int of(Upstreams upstreams, HostPort host, Exchange x) {
        UpstreamGroup group = upstreams.known(host);
        ExplanationRecorder explanation = x.explanation();
        if (group != null) {
            return of(group, host, x);
        }
        if (Addresses.isLiteral(host)) {
            try {
                List<String> names = new ArrayList<>();
                Addresses.peers(host, PeerSettings.DEFAULT).forEach(peer -> names.add(peer.name()));
                explanation.upstream(name(host), names);
                explanation.step(Topic.UPSTREAM, "the address needs no resolver: " + String.join(", ", names));
                return 0;
            } catch (UnknownHostException e) {
                x.log(LogLevel.ERROR, "invalid host in upstream \"" + host.text() + "\"");
                return 500;
            }
        }
        explanation.upstream(name(host), List.of());
        if (x.location().get(LocationResolver.KEY) == null) {
            x.log(LogLevel.ERROR, "no resolver defined to resolve " + host.host());
            return 502;
        }
        explanation.step(
                Topic.UPSTREAM,
                x.location().source().levels(),
                "resolver",
                "\"" + host.host() + "\" would be resolved at run time");
        explanation.assume("\"" + host.host() + "\" can be resolved");
        return 0;
    }
}
