package io.gangway.websocket;

import java.util.Set;

/**
 * What is to be closed after a server has joined, and what has been. Its plan never has more closes than tunnels were
 * over the shares when it was made. Confined to the loop of background tasks.
 */
final class RebalanceRun {
    private static final long NANOS = 1_000_000_000L;

    private final long begunNanos;
    private boolean planned;
    /** How many tunnels there were, or have been since: those that are away come back. */
    private int expected;

    /** The servers that missed some when the plan was made, and how many tunnels these had together. */
    private Set<String> lacking = Set.of();

    private int held;

    private int planSize;
    private int closedOfPlan;
    private int closed;
    /** The last step could close nothing. */
    private boolean exhausted;
    /** How many may be closed now by the rate. */
    private double credit;
    /** How many may be away besides those that are. */
    private int room;

    private int quietSteps;
    private int lastTotal;

    RebalanceRun(long nowNanos) {
        begunNanos = nowNanos;
    }

    /** The servers have changed, or the plan is done and was not enough. */
    void planAgain() {
        planned = false;
    }

    boolean isPlanned() {
        return planned;
    }

    /** Begins a plan. */
    void plan(FairShares shares, int total) {
        planned = true;
        planSize = shares.surplus();
        lacking = shares.lacking();
        held = shares.held(lacking);
        closedOfPlan = 0;
        exhausted = false;
        expected = total;
        lastTotal = total;
        quietSteps = 0;
    }

    /** How many the plan closes. */
    int planned() {
        return planSize;
    }

    /** How many tunnels there will be once all clients are back. */
    int expected(int total) {
        expected = Math.max(expected, total);
        return expected;
    }

    /**
     * How many may be closed in this step.
     *
     * @param perStep by the rate
     * @param maxAwaySteps no more than those of so many steps may be away
     */
    int allowed(double perStep, int maxAwaySteps, int total) {
        credit = Math.min(credit + perStep, Math.max(1, perStep));
        int away = expected - total;
        room = (int) Math.ceil(perStep * maxAwaySteps) - away;
        return Math.max(0, Math.min(Math.min((int) credit, planSize - closedOfPlan), room));
    }

    /** Whether the plan is to fill one of these. */
    boolean isFor(Set<String> servers) {
        return lacking.stream().anyMatch(servers::contains);
    }

    /** How many may be closed to try a server that has failed before: the client of one, once for a plan. */
    int untried() {
        return Math.max(0, 1 - closedOfPlan);
    }

    /** Whether only the rate holds up the next close. */
    boolean isHeldUp() {
        return credit < 1 && room > 0 && closedOfPlan < planSize && !exhausted;
    }

    /** So many have been closed. */
    void closed(int number) {
        closed += number;
        closedOfPlan += number;
        credit -= number;
        exhausted = number == 0;
        quietSteps = 0;
    }

    /** All in all. */
    int closed() {
        return closed;
    }

    /** Whether those that are over the shares would all come back to the same server. */
    boolean isExhausted() {
        return exhausted;
    }

    /** Counts the steps without a close in which no client has come back. */
    int quiet(int total) {
        quietSteps = total > lastTotal ? 0 : quietSteps + 1;
        lastTotal = total;
        return quietSteps;
    }

    /** Whether the plan is done and all clients are back. */
    boolean isBack(int total) {
        return (exhausted || closedOfPlan >= planSize) && total >= expected;
    }

    /** Whether another plan would help: most of those that were closed have gone to the servers that missed some. */
    boolean isWorthRepeating(FairShares now) {
        return closedOfPlan > 0 && 2 * (now.held(lacking) - held) >= closedOfPlan;
    }

    long seconds(long nowNanos) {
        return (nowNanos - begunNanos) / NANOS;
    }
}
