package io.gangway.websocket;

import io.gangway.errorlog.ErrorLog;
import io.gangway.errorlog.LogLevel;
import io.gangway.loop.EventLoop;
import io.gangway.upstream.Peer;
import io.gangway.upstream.PeerStatus;
import io.gangway.upstream.UpstreamGroup;
import io.gangway.websocket.FairShares.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Watches the servers of one {@code upstream}, and spreads its WebSockets anew when one has joined or recovered: some of
 * those over the fair share are closed with 1012, so that their clients connect again, and meanwhile {@link Steering}
 * brings new ones to the servers that miss some. It goes on over reloads. Confined to the loop of background tasks,
 * except the numbers for those who look.
 */
final class UpstreamRebalance {
    /** How often the servers are looked at, and how long the closes of one step are spread. */
    static final int STEP_MILLIS = 1000;

    /** No more are closed while the clients of so many seconds are still away. */
    private static final int MAX_AWAY_SECONDS = 10;

    /** After so many steps in which nobody comes back, nobody else is expected. */
    private static final int QUIET_STEPS = 10;

    private final UpstreamTunnels tunnels;
    private final Steering steering = new Steering();

    /** Null while no generation is watched. */
    private UpstreamGroup group;

    private Rebalance settings;
    private ErrorLog log;
    private EventLoop loop;

    /** When each server that takes requests was seen first; with {@code slow_start} it counts after that time. */
    private final Map<String, Long> seen = new HashMap<>();

    /** The servers that have their share, or were tried for it; null before the first look. */
    private Set<Present> settled;

    /** The servers whose {@code fail_timeout} has passed, and that no request has reached since. */
    private final Set<String> unproven = new HashSet<>();

    private List<Member> members = List.of();
    /** Null when there is nothing to do. */
    private RebalanceRun run;
    /** A question to the loops is pending. */
    private boolean asking;

    /** A server that takes requests, and whether it is to be proven that it does. */
    private record Present(String name, boolean unproven) {}

    private volatile boolean active;
    private volatile long runs;
    private volatile long closed;
    private volatile long changedMillis;

    UpstreamRebalance(LiveTunnels all, String upstream) {
        tunnels = new UpstreamTunnels(all, upstream);
    }

    String upstream() {
        return tunnels.name();
    }

    /** Whether some are being closed. Any thread. */
    boolean isActive() {
        return active;
    }

    /** How often it has begun to close some. Any thread. */
    long runs() {
        return runs;
    }

    /** How many it has closed. Any thread. */
    long closed() {
        return closed;
    }

    /** When it last began or ended to close some, in milliseconds since 1970; 0 for never. Any thread. */
    long changedMillis() {
        return changedMillis;
    }

    /** Watches the group of a generation from now on. */
    void watch(UpstreamGroup ofGeneration, Rebalance changed, EventLoop on, ErrorLog errorLog) {
        group = ofGeneration;
        settings = changed;
        loop = on;
        log = errorLog;
        group.prefer(run == null ? null : steering);
    }

    /** The generation is not the running one any more. */
    void unwatch() {
        if (group != null) {
            group.prefer(null);
            group = null;
        }
    }

    /** It is off in the running generation, or the upstream is gone. */
    void forget(ErrorLog errorLog) {
        if (run != null && active) {
            errorLog.write(LogLevel.NOTICE, prefix() + "is off: " + closed(run));
        }
        run = null;
        activate(false);
        settled = null;
        seen.clear();
    }

    // ---- once a second

    /** Looks at the servers, and goes on with what is to do. */
    void step() {
        if (group == null || asking) {
            return;
        }
        List<Member> before = members;
        members = members();
        Set<Present> present = new HashSet<>();
        members.forEach(member -> present.add(new Present(member.name(), unproven.contains(member.name()))));
        boolean joined = settled != null && !settled.containsAll(present);
        settled = present;
        if (joined && run == null) {
            run = new RebalanceRun(loop.nanoTime());
        }
        if (run == null) {
            return;
        }
        if (!before.equals(members)) {
            run.planAgain();
        }
        asking = true;
        tunnels.count(loop, counts -> {
            asking = false;
            if (group != null && run != null) {
                counted(counts);
            }
        });
    }

    /** The servers that take requests: with a share of 0 the backups, unless there is no other. */
    private List<Member> members() {
        long nowMillis = loop.monotonicMillis();
        Map<String, PeerStatus> states = new HashMap<>();
        group.peers(nowMillis / 1000).forEach(peer -> states.putIfAbsent(peer.name(), peer));
        Map<String, Member> usable = new LinkedHashMap<>();
        Map<String, Member> backups = new LinkedHashMap<>();
        Set<String> up = new HashSet<>();
        unproven.clear();
        for (Peer peer : group.checked().peers()) {
            PeerStatus status = states.get(peer.name());
            if (status != null && status.state() == PeerStatus.State.UP) {
                up.add(peer.name());
                if (status.downSince() != 0) {
                    unproven.add(peer.name());
                }
                long since = seen.computeIfAbsent(peer.name(), name -> settled == null ? 0 : nowMillis);
                if (since == 0 || nowMillis - since >= peer.settings().slowStartMillis()) {
                    add(peer, peer.settings().backup() ? backups : usable);
                }
            }
        }
        seen.keySet().retainAll(up);
        if (usable.isEmpty()) {
            return List.copyOf(backups.values());
        }
        List<Member> all = new ArrayList<>(usable.values());
        backups.values().stream()
                .filter(backup -> !usable.containsKey(backup.name()))
                .forEach(backup -> all.add(new Member(backup.name(), backup.sid(), 0, 0)));
        return all;
    }

    /** The same address may be a server more than once. */
    private static void add(Peer peer, Map<String, Member> members) {
        int max = peer.settings().maxConnections();
        members.merge(
                peer.name(),
                new Member(peer.name(), peer.sid(), peer.settings().weight(), max),
                (one, other) -> new Member(
                        one.name(),
                        one.sid(),
                        one.weight() + other.weight(),
                        one.max() == 0 || other.max() == 0 ? 0 : one.max() + other.max()));
    }

    private void counted(Map<String, Integer> counts) {
        int total = members.stream()
                .mapToInt(member -> counts.getOrDefault(member.name(), 0))
                .sum();
        if (!run.isPlanned()) {
            FairShares shares = new FairShares(members, counts, total);
            if (shares.surplus() == 0 || shares.isEven(settings.tolerance())) {
                end(shares);
                return;
            }
            run.plan(shares, total);
            begun(total);
        }
        FairShares shares = new FairShares(members, counts, run.expected(total));
        steer(shares);
        int allowed = run.allowed(settings.perSecond() * STEP_MILLIS / 1000, MAX_AWAY_SECONDS, total);
        if (run.isFor(unproven)) {
            allowed = Math.min(allowed, run.untried());
        }
        Map<String, Integer> quotas = quotas(shares, allowed);
        if (!quotas.isEmpty() && !run.isExhausted()) {
            close(quotas);
        } else if (!run.isHeldUp() && run.quiet(total) >= QUIET_STEPS || run.isBack(total)) {
            finish(new FairShares(members, counts, total));
        }
    }

    private void begun(int total) {
        if (!active) {
            activate(true);
            runs++;
            group.prefer(steering);
            log.write(
                    LogLevel.NOTICE,
                    prefix() + "has begun: " + run.planned() + " of " + total
                            + " WebSockets are over the fair share of their servers");
        }
    }

    private void activate(boolean on) {
        if (active != on) {
            active = on;
            changedMillis = loop.currentTimeMillis();
        }
    }

    private void steer(FairShares shares) {
        Map<String, Integer> missing = new HashMap<>();
        members.forEach(member -> missing.merge(member.sid(), shares.missing(member), Integer::sum));
        steering.missing(missing);
    }

    /** Takes from each server in proportion to what it has over its share. */
    private Map<String, Integer> quotas(FairShares shares, int allowed) {
        Map<String, Integer> quotas = new HashMap<>();
        int surplus = shares.surplus();
        int left = Math.min(allowed, surplus);
        for (Member member : members) {
            int over = shares.surplus(member);
            int quota =
                    Math.min(left, (int) Math.ceil((double) over * Math.min(allowed, surplus) / Math.max(1, surplus)));
            if (quota > 0) {
                quotas.put(member.name(), quota);
                left -= quota;
            }
        }
        return quotas;
    }

    private void close(Map<String, Integer> quotas) {
        asking = true;
        tunnels.restart(loop, quotas, returning(), STEP_MILLIS, number -> {
            asking = false;
            closed += number;
            if (run != null) {
                run.closed(number);
            }
        });
    }

    /** Those whose clients would come back to the same server: by a session, or by a key. */
    private Predicate<LiveTunnel> returning() {
        UpstreamGroup present = group;
        long nowSeconds = loop.monotonicMillis() / 1000;
        return tunnel -> present.returnsTo(tunnel.target().peer(), tunnel.exchange(), nowSeconds);
    }

    /** All that were to be closed are, and their clients are back, or do not come back. */
    private void finish(FairShares shares) {
        if (!shares.isEven(settings.tolerance()) && run.isWorthRepeating(shares)) {
            run.planAgain();
        } else {
            end(shares);
        }
    }

    private void end(FairShares shares) {
        if (active) {
            log.write(
                    LogLevel.NOTICE,
                    prefix() + "has ended after " + run.seconds(loop.nanoTime()) + "s: " + closed(run) + ", "
                            + shares.range());
        }
        run = null;
        activate(false);
        group.prefer(null);
        steering.missing(Map.of());
    }

    private String prefix() {
        return "upstream \"" + upstream() + "\": websocket_rebalance ";
    }

    private static String closed(RebalanceRun run) {
        return run.closed() + " closed";
    }
}
