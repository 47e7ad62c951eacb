package io.gangway.dns;

import io.gangway.loop.EventLoop;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the hosts that offer a service (SRV, RFC 2782) and all their addresses. The result is known when each host is
 * resolved; as in nginx some of them may fail. Confined to its loop; its listener gets at most one result.
 */
public final class ServiceLookup {
    /** Called on the loop, possibly before {@link Resolver#resolveService} returns. */
    public interface Listener {
        /**
         * Gets at least one address, those of the lowest priority first.
         *
         * @param validMillis for how long the result may be used
         */
        void resolved(List<ServiceAddress> addresses, long validMillis);

        /**
         * No host of the service has an address.
         *
         * @param code {@link Lookup#NOT_FOUND}, or another code of RFC 1035 or nginx
         * @param text as nginx logs it
         */
        void failed(int code, String text);

        /** A message to be logged: a query continues, or one of several hosts could not be resolved. */
        void troubled(String text);
    }

    private final Resolver resolver;
    private final EventLoop loop;
    private final long timeoutMillis;
    private final String service;
    private final String host;
    private final Listener listener;
    private final List<Lookup> pending = new ArrayList<>();
    private final List<List<InetAddress>> addresses = new ArrayList<>();
    private List<ServiceRecord> services = List.of();
    private long validMillis;
    private int left;
    /** The code of the first host that failed, unless another one does not exist; 0 if none failed. */
    private int failure;

    private boolean over;

    ServiceLookup(
            Resolver resolver, EventLoop loop, String service, String host, long timeoutMillis, Listener listener) {
        this.resolver = resolver;
        this.loop = loop;
        this.service = service;
        this.host = host;
        this.timeoutMillis = timeoutMillis;
        this.listener = listener;
    }

    void start() {
        String name = service.indexOf('.') < 0 ? "_" + service + "._tcp." + host : service + "." + host;
        add(resolver.lookUp(loop, name, true, timeoutMillis, new Lookup.Listener() {
            @Override
            public void resolved(Resolved result) {
                hosts(result);
            }

            @Override
            public void failed(int code, String text) {
                fail(code);
            }

            @Override
            public void troubled(String text) {
                listener.troubled(text);
            }
        }));
    }

    private void add(Lookup lookup) {
        if (!lookup.isOver()) {
            pending.add(lookup);
        }
    }

    private void hosts(Resolved result) {
        services = new ArrayList<>(result.services());
        services.sort(Comparator.comparingInt(ServiceRecord::priority));
        validMillis = result.validMillis();
        left = services.size();
        services.forEach(each -> addresses.add(List.of()));
        for (int i = 0; i < services.size() && !over; i++) {
            host(i);
        }
    }

    private void host(int index) {
        String target = services.get(index).target();
        add(resolver.resolve(loop, target, timeoutMillis, new Lookup.Listener() {
            @Override
            public void resolved(Resolved result) {
                addresses.set(index, result.addresses());
                validMillis = Math.min(validMillis, result.validMillis());
                completed();
            }

            @Override
            public void failed(int code, String text) {
                listener.troubled(text + " while resolving service " + service + " of " + host);
                if (failure == 0 || code == Lookup.NOT_FOUND) {
                    failure = code;
                }
                completed();
            }

            @Override
            public void troubled(String text) {
                listener.troubled(text);
            }
        }));
    }

    private void completed() {
        left--;
        if (left > 0 || over) {
            return;
        }
        List<ServiceAddress> all = new ArrayList<>();
        for (int i = 0; i < services.size(); i++) {
            ServiceRecord each = services.get(i);
            addresses.get(i).forEach(address -> all.add(new ServiceAddress(each, address)));
        }
        if (all.isEmpty()) {
            fail(failure);
        } else {
            over = true;
            listener.resolved(all, validMillis);
        }
    }

    private void fail(int code) {
        over = true;
        listener.failed(
                code, "service " + service + " of " + host + " could not be resolved " + Rcode.inBrackets(code));
    }

    /** Cancels it: the listener is not called any more. Idempotent. */
    public void cancel() {
        over = true;
        pending.forEach(Lookup::cancel);
        pending.clear();
    }
}
