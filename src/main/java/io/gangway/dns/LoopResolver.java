package io.gangway.dns;

import io.gangway.loop.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The state of one {@link Resolver} on one loop: cached responses and open queries. Confined to its loop.
 */
final class LoopResolver {
    /** Maximum number of cached names and addresses: an attacker who can make up names must not fill the memory. */
    private static final int MAX_KEPT = 8192;
    /** A longer chain of aliases is a loop. */
    private static final int MAX_ALIASES = 50;

    /** What a query asks for: the addresses of a name, or the hosts of a service. */
    record Key(String name, boolean service) {}

    /** A cached response: addresses, hosts of a service or an alias. */
    private record Known(List<InetAddress> addresses, List<ServiceRecord> services, String alias, long untilMillis) {
        int weight() {
            return 1 + addresses.size() + services.size();
        }
    }

    private final Resolver resolver;
    private final EventLoop loop;
    private final SecureRandom random = new SecureRandom();
    private final List<NameServer> servers = new ArrayList<>();
    private final Map<Key, Question> open = new HashMap<>();

    /** In the order of use, the last used one last. */
    private final Map<Key, Known> known = new LinkedHashMap<>(16, 0.75f, true);

    /** The weight of all cached responses. */
    private int kept;

    private int turn;

    LoopResolver(Resolver resolver, EventLoop loop) {
        this.resolver = resolver;
        this.loop = loop;
        for (InetSocketAddress address : resolver.servers()) {
            servers.add(new NameServer(address, loop, random));
        }
    }

    void ask(String name, Lookup lookup) {
        Key key = new Key(name, lookup.isService());
        Known response = known.get(key);
        if (response != null && loop.monotonicMillis() < response.untilMillis) {
            complete(response, lookup);
            return;
        }
        forget(key);
        Question question = open.get(key);
        if (question == null) {
            if (!DnsName.isAskable(name)) {
                lookup.failed(Rcode.NOT_FOUND);
                return;
            }
            question = new Question(this, key, turn);
            turn = (turn + 1) % servers.size();
            open.put(key, question);
            question.join(lookup);
            question.start();
        } else {
            question.join(lookup);
        }
    }

    private void complete(Known response, Lookup lookup) {
        if (response.alias != null) {
            follow(response.alias, lookup);
            return;
        }
        List<InetAddress> addresses = new ArrayList<>(response.addresses);
        if (!addresses.isEmpty()) {
            Collections.rotate(addresses, random.nextInt(addresses.size()));
        }
        lookup.resolved(new Resolved(addresses, response.services, response.untilMillis - loop.monotonicMillis()));
    }

    private void follow(String alias, Lookup lookup) {
        if (lookup.alias() > MAX_ALIASES) {
            lookup.failed(Rcode.NOT_FOUND);
        } else {
            ask(alias, lookup);
        }
    }

    /** The query has returned addresses, or hosts of a service. */
    void found(Question question, List<InetAddress> addresses, List<ServiceRecord> services, long ttlSeconds) {
        long millis = remember(question.key(), addresses, services, null, ttlSeconds);
        Resolved result = new Resolved(List.copyOf(addresses), List.copyOf(services), millis);
        end(question).forEach(lookup -> lookup.resolved(result));
    }

    /** The query has returned an alias. */
    void found(Question question, String alias, long ttlSeconds) {
        remember(question.key(), List.of(), List.of(), alias, ttlSeconds);
        end(question).forEach(lookup -> follow(alias, lookup));
    }

    /** As in nginx a failure is not cached: the next request queries again. */
    void failed(Question question, int code) {
        end(question).forEach(lookup -> lookup.failed(code));
    }

    /** Nothing waits for the query any more. */
    void dropped(Question question) {
        end(question);
    }

    private List<Lookup> end(Question question) {
        open.remove(question.key());
        return question.end();
    }

    /** Returns for how long the response is cached. */
    private long remember(
            Key key, List<InetAddress> addresses, List<ServiceRecord> services, String alias, long ttlSeconds) {
        long millis = resolver.validMillis() > 0 ? resolver.validMillis() : ttlSeconds * 1000;
        Known response =
                new Known(List.copyOf(addresses), List.copyOf(services), alias, loop.monotonicMillis() + millis);
        forget(key);
        known.put(key, response);
        kept += response.weight();
        while (kept > MAX_KEPT && known.size() > 1) {
            forget(known.keySet().iterator().next());
        }
        return millis;
    }

    private void forget(Key key) {
        Known old = known.remove(key);
        if (old != null) {
            kept -= old.weight();
        }
    }

    Resolver resolver() {
        return resolver;
    }

    EventLoop loop() {
        return loop;
    }

    NameServer server(int index) {
        return servers.get(index % servers.size());
    }

    int ident() {
        return random.nextInt(1 << 16);
    }

    void close() {
        List.copyOf(open.values()).forEach(this::dropped);
        known.clear();
    }
}
