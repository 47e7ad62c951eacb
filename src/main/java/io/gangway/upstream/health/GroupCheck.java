package io.gangway.upstream.health;

import io.gangway.exchange.Exchange;
import io.gangway.http.BadMessageException;
import io.gangway.loop.EventLoop;
import io.gangway.upstream.CheckedGroup;
import io.gangway.upstream.Peer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** One check of a location for all peers of its group, also for those that come later. Confined to its loop. */
final class GroupCheck {
    private final LocationChecks.Rule rule;
    private final CheckProtocol protocol;
    private final CheckedGroup group;
    private final CheckExchanges exchanges;
    private final EventLoop loop;
    /** By the identity of the peer. */
    private final Map<Object, PeerCheck> peers = new HashMap<>();

    private volatile boolean stopped;

    GroupCheck(LocationChecks.Rule rule, LocationChecks location, CheckExchanges exchanges, EventLoop loop) {
        this.rule = rule;
        protocol = location.protocol();
        group = location.group().checked();
        this.exchanges = exchanges;
        this.loop = loop;
    }

    void start() {
        group.onChange(() -> {
            if (!stopped) {
                loop.execute(this::update);
            }
        });
        update();
    }

    void stop() {
        stopped = true;
        peers.values().forEach(PeerCheck::stop);
        peers.clear();
    }

    /** Begins to check new peers, and ends the checks of those that are gone. */
    private void update() {
        if (stopped) {
            return;
        }
        Set<Object> present = new HashSet<>();
        for (Peer peer : group.peers()) {
            Object identity = CheckedGroup.identity(peer);
            present.add(identity);
            PeerCheck known = peers.get(identity);
            if (known == null) {
                PeerCheck check = new PeerCheck(this, peer);
                peers.put(identity, check);
                check.start();
            } else {
                known.peer(peer);
            }
        }
        peers.entrySet().removeIf(entry -> {
            boolean gone = !present.contains(entry.getKey());
            if (gone) {
                entry.getValue().stop();
            }
            return gone;
        });
    }

    /** The exchange for one check. */
    Exchange exchange(WebSocketHandshake handshake) throws BadMessageException {
        return exchanges.create(rule.check().uri(), handshake == null ? "" : handshake.fields());
    }

    HealthCheck check() {
        return rule.check();
    }

    ResponseMatch match() {
        return rule.match();
    }

    CheckProtocol protocol() {
        return protocol;
    }

    CheckedGroup group() {
        return group;
    }

    EventLoop loop() {
        return loop;
    }
}
