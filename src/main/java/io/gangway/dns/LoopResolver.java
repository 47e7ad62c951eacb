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

    /** A cached response: addresses or an alias. */
    private record Known(List<InetAddress> addresses, String alias, long untilMillis) {
        int weight() {
            return 1 + addresses.size();
        }
    }

    private final Resolver resolver;
    private final EventLoop loop;
    private final SecureRandom random = new SecureRandom();
    private final List<NameServer> servers = new ArrayList<>();
    private final Map<String, Question> open = new HashMap<>();

    /** In the order of use, the last used one last. */
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true);

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
        Known response = known.get(name);
        if (response != null && loop.monotonicMillis() < response.untilMillis) {
            complete(response, lookup);
            return;
        }
        forget(name);
        Question question = open.get(name);
        if (question == null) {
            if (!DnsName.isAskable(name)) {
                lookup.failed(Rcode.NOT_FOUND);
                return;
            }
            question = new Question(this, name, turn);
            turn = (turn + 1) % servers.size();
            open.put(name, question);
            question.join(lookup);
            question.start();
        } else {
            question.join(lookup);
        }
    }

    private void complete(Known response, Lookup lookup) {
        if (response.alias == null) {
            List<InetAddress> addresses = new ArrayList<>(response.addresses);
            Collections.rotate(addresses, random.nextInt(addresses.size()));
            lookup.resolved(addresses);
        } else {
            follow(response.alias, lookup);
        }
    }

    private void follow(String alias, Lookup lookup) {
        if (lookup.alias() > MAX_ALIASES) {
            lookup.failed(Rcode.NOT_FOUND);
        } else {
            ask(alias, lookup);
        }
    }

    /** The query has returned addresses. */
    void found(Question question, List<InetAddress> addresses, long ttlSeconds) {
        remember(question.name(), addresses, null, ttlSeconds);
        end(question).forEach(lookup -> lookup.resolved(addresses));
    }

    /** The query has returned an alias. */
    void found(Question question, String alias, long ttlSeconds) {
        remember(question.name(), List.of(), alias, ttlSeconds);
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
        open.remove(question.name());
        return question.end();
    }

    private void remember(String name, List<InetAddress> addresses, String alias, long ttlSeconds) {
        long millis = resolver.validMillis() > 0 ? resolver.validMillis() : ttlSeconds * 1000;
        Known response = new Known(List.copyOf(addresses), alias, loop.monotonicMillis() + millis);
        forget(name);
        known.put(name, response);
        kept += response.weight();
        while (kept > MAX_KEPT && known.size() > 1) {
            forget(known.keySet().iterator().next());
        }
    }

    private void forget(String name) {
        Known old = known.remove(name);
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
