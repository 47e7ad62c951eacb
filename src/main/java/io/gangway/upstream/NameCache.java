package io.gangway.upstream;

import io.gangway.core.Loop;
import io.gangway.core.Timer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Looks names up while requests run and remembers the answers for a while. Safe for all loops. */
final class NameCache {
    private static final int MOST = 1000;

    private record Known(InetAddress[] addresses, long untilMillis) {}

    /** Told once, on the loop that asked. */
    interface Answer {
        void resolved(InetAddress[] addresses);

        /** @param text nginx's: {@code 3: Host not found} or {@code 110: Operation timed out} */
        void failed(String text);
    }

    private final Map<String, Known> known = new ConcurrentHashMap<>();

    void resolve(Loop loop, String host, Resolver resolver, long timeoutMillis, Answer answer) {
        Known found = known.get(host);
        if (found != null && found.untilMillis > loop.currentTimeMillis()) {
            found(found.addresses, resolver, answer);
            return;
        }
        new Question(loop, host, resolver, answer).ask(timeoutMillis);
    }

    private static void found(InetAddress[] addresses, Resolver resolver, Answer answer) {
        InetAddress[] allowed = resolver.allowed(addresses);
        if (allowed.length == 0) {
            answer.failed("3: Host not found");
        } else {
            answer.resolved(allowed);
        }
    }

    private void remember(String host, InetAddress[] addresses, long untilMillis) {
        if (known.size() >= MOST) {
            known.clear();
        }
        known.put(host, new Known(addresses, untilMillis));
    }

    /** One look-up under way; whatever comes first counts, the answer or the time-out. Confined to its loop. */
    private final class Question {
        private final Loop loop;
        private final String host;
        private final Resolver resolver;
        private final Timer timer;
        private Answer answer;

        Question(Loop loop, String host, Resolver resolver, Answer answer) {
            this.loop = loop;
            this.host = host;
            this.resolver = resolver;
            this.answer = answer;
            timer = loop.timer(() -> take().failed("110: Operation timed out"));
        }

        void ask(long timeoutMillis) {
            timer.arm(timeoutMillis);
            loop.offload(() -> Addresses.lookUp(host), this::answered);
        }

        private void answered(InetAddress[] addresses, Throwable failure) {
            if (addresses != null) {
                remember(host, addresses, loop.currentTimeMillis() + resolver.validMillis());
            }
            if (answer == null) {
                return;
            }
            timer.cancel();
            if (addresses != null) {
                found(addresses, resolver, take());
            } else {
                take().failed(failure instanceof UnknownHostException ? "3: Host not found" : "2: Server failure");
            }
        }

        private Answer take() {
            Answer taken = answer;
            answer = null;
            return taken;
        }
    }
}
