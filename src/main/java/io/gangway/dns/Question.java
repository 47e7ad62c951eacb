package io.gangway.dns;

import io.gangway.loop.Timer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A query for one name on behalf of all lookups that wait for it: its A and AAAA records, or the SRV records of a
 * service, each until there is a
 * response, moving to the next server every five seconds. As in nginx the result is known when both have arrived.
 * Confined to its loop.
 */
final class Question implements DnsPort.Asker {
    private static final long AGAIN_MILLIS = 5000;

    /** The addresses of one kind. */
    private final class Part {
        private final DnsQuery query;
        private boolean answered;
        private boolean overTcp;
        private TcpQuery tcp;

        Part(int type) {
            query = new DnsQuery(owner.ident(), name, type);
        }

        /** Returns null, or why it could not be sent. */
        String send() {
            if (answered) {
                return null;
            }
            if (!overTcp) {
                return port.send(query.encode(), Question.this);
            }
            close();
            tcp = new TcpQuery(current.address(), query.encode(), this::receivedOverTcp);
            tcp.start(owner.loop(), AGAIN_MILLIS);
            return null;
        }

        private void receivedOverTcp(ByteBuffer message) {
            DnsResponse response = DnsResponse.read(message);
            if (response != null && isFor(response)) {
                answered(this, response, true);
            }
        }

        boolean isFor(DnsResponse response) {
            return !answered
                    && query.ident() == response.ident()
                    && query.type() == response.type()
                    && name.equals(response.name());
        }

        void close() {
            if (tcp != null) {
                tcp.close();
                tcp = null;
            }
        }
    }

    private final LoopResolver owner;
    private final LoopResolver.Key key;
    private final String name;
    private final List<Part> parts = new ArrayList<>(2);
    private final List<InetAddress> addresses = new ArrayList<>();
    private final List<ServiceRecord> services = new ArrayList<>();
    private final List<Lookup> waiting = new ArrayList<>();
    private final Timer again;
    /** The alias of the last response; as in nginx a later response without one removes it. */
    private String alias;

    private long ttlSeconds = Integer.MAX_VALUE;
    private int code;
    /** Counts the servers in turn; the current one is the remainder. */
    private int server;
    /** The server of the last query, and its port; null before the first. */
    private NameServer current;

    private DnsPort port;
    /** How many servers were skipped since the timer was set. */
    private int left;

    Question(LoopResolver owner, LoopResolver.Key key, int server) {
        this.owner = owner;
        this.key = key;
        name = key.name();
        this.server = server;
        if (key.service()) {
            parts.add(new Part(DnsQuery.SRV));
        } else {
            addAddresses();
        }
        again = owner.loop().timer(this::again);
    }

    private void addAddresses() {
        if (owner.resolver().ipv4()) {
            parts.add(new Part(DnsQuery.A));
        }
        if (owner.resolver().ipv6()) {
            parts.add(new Part(DnsQuery.AAAA));
        }
    }

    LoopResolver.Key key() {
        return key;
    }

    void join(Lookup lookup) {
        if (!lookup.isOver()) {
            waiting.add(lookup);
            lookup.waitsFor(this);
        }
    }

    void leave(Lookup lookup) {
        waiting.remove(lookup);
    }

    void start() {
        left = 0;
        again.arm(AGAIN_MILLIS);
        send();
    }

    private void again() {
        if (waiting.isEmpty()) {
            owner.dropped(this);
        } else {
            server++;
            start();
        }
    }

    private void send() {
        try {
            open();
        } catch (IOException e) {
            next(DnsPort.text(current.address(), "socket()", e));
            return;
        }
        for (Part part : parts) {
            String trouble = part.send();
            if (trouble != null) {
                port = null;
                next(trouble);
                return;
            }
        }
    }

    /** When the same server is queried again, the port is kept: the response to the last try may still arrive. */
    private void open() throws IOException {
        NameServer next = owner.server(server);
        if (port == null || current != next) {
            leave();
            current = next;
            port = next.port();
            port.join(this);
        }
    }

    private void leave() {
        if (port != null) {
            port.leave(this);
            port = null;
        }
    }

    /** Leaves a server that cannot be reached for the next one or, when all were tried, until the timer expires. */
    private void next(String trouble) {
        troubled(trouble);
        if (++left < owner.resolver().servers().size()) {
            server++;
            send();
        }
    }

    private void troubled(String text) {
        if (!waiting.isEmpty()) {
            waiting.get(0).troubled(text);
        }
    }

    @Override
    public void unreachable(String text) {
        port = null;
        next(text);
    }

    @Override
    public void received(DnsResponse response) {
        for (Part part : parts) {
            if (part.isFor(response)) {
                answered(part, response, false);
                return;
            }
        }
    }

    private void answered(Part part, DnsResponse response, boolean overTcp) {
        if (response.truncated() && !overTcp) {
            if (!part.overTcp) {
                part.overTcp = true;
                part.send();
            }
            return;
        }
        if (response.truncated()) {
            return;
        }
        owner.resolver().counts().responded(response.code());
        // A server that does not understand the query, or responds with an unknown code, leaves it to the next one.
        if (response.code() == Rcode.FORMAT_ERROR || response.code() > Rcode.REFUSED) {
            troubled("DNS error (" + response.code() + ": " + Rcode.text(response.code()) + "), query id:"
                    + response.ident() + ", name:\"" + name + "\"");
            return;
        }
        part.answered = true;
        part.close();
        if (response.code() != 0) {
            code = response.code();
        } else {
            addresses.addAll(part.query.type() == DnsQuery.A ? 0 : addresses.size(), response.addresses());
            services.addAll(response.services());
            alias = response.alias();
            ttlSeconds = Math.min(ttlSeconds, response.ttlSeconds());
        }
        if (parts.stream().allMatch(p -> p.answered)) {
            decide();
        }
    }

    private void decide() {
        if (code != 0) {
            owner.failed(this, code);
        } else if (!addresses.isEmpty() || !services.isEmpty()) {
            owner.found(this, addresses, services, ttlSeconds);
        } else if (alias != null) {
            owner.found(this, alias, ttlSeconds);
        } else {
            owner.failed(this, Rcode.NOT_FOUND);
        }
    }

    /** Releases everything; the waiting lookups now belong to the caller. */
    List<Lookup> end() {
        again.cancel();
        leave();
        parts.forEach(Part::close);
        List<Lookup> released = List.copyOf(waiting);
        waiting.clear();
        released.forEach(lookup -> lookup.waitsFor(null));
        return released;
    }
}
