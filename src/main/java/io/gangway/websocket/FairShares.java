package io.gangway.websocket;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How many tunnels each server of an {@code upstream} has, and how many it should have: its part of all by weight,
 * within {@code max_conns}. Immutable.
 */
final class FairShares {
    /** Absorbs errors of rounding before a share is rounded up. */
    private static final double EPSILON = 1e-6;

    /**
     * A server that takes requests.
     *
     * @param name its address
     * @param sid by which a session names it
     * @param weight its part; 0 for a backup that should have none
     * @param max {@code max_conns}; 0 for no limit
     */
    record Member(String name, String sid, int weight, int max) {}

    private final List<Member> members;
    private final Map<String, Integer> counts;
    private final Map<String, Double> shares = new HashMap<>();

    /**
     * Computes the shares.
     *
     * @param members each name once
     * @param counts open tunnels by the name of the server
     * @param expected how many tunnels there will be, at least as many as are open
     */
    FairShares(List<Member> members, Map<String, Integer> counts, int expected) {
        this.members = members;
        this.counts = counts;
        List<Member> open = new ArrayList<>(members);
        double left = expected;
        boolean filled;
        do {
            filled = false;
            double each = left / Math.max(1, weights(open));
            for (Member member : List.copyOf(open)) {
                if (member.max() != 0 && member.max() < each * member.weight()) {
                    shares.put(member.name(), (double) member.max());
                    left -= member.max();
                    open.remove(member);
                    filled = true;
                    break;
                }
            }
        } while (filled);
        double each = left / Math.max(1, weights(open));
        open.forEach(member -> shares.put(member.name(), each * member.weight()));
    }

    private static int weights(List<Member> members) {
        return members.stream().mapToInt(Member::weight).sum();
    }

    int count(Member member) {
        return counts.getOrDefault(member.name(), 0);
    }

    /** A server with this many is not over its share. */
    private int enough(Member member) {
        return (int) Math.ceil(shares.get(member.name()) - EPSILON);
    }

    /** How many tunnels a server has over its share. */
    int surplus(Member member) {
        return Math.max(0, count(member) - enough(member));
    }

    /** How many it may get until it has its share. */
    int missing(Member member) {
        return Math.max(0, enough(member) - count(member));
    }

    /** The sum over all servers. */
    int surplus() {
        return members.stream().mapToInt(this::surplus).sum();
    }

    /** The servers that have fewer than their share. */
    Set<String> lacking() {
        return members.stream()
                .filter(member -> missing(member) > 0)
                .map(Member::name)
                .collect(Collectors.toSet());
    }

    /** How many tunnels these servers have together. */
    int held(Set<String> names) {
        return names.stream().mapToInt(name -> counts.getOrDefault(name, 0)).sum();
    }

    /** Whether all servers are within the tolerance, or a single tunnel away from their share. */
    boolean isEven(double tolerance) {
        return members.stream().allMatch(member -> {
            double share = shares.get(member.name());
            return Math.abs(count(member) - share) <= Math.max(1, tolerance * share) + EPSILON;
        });
    }

    /** The lowest and the highest number of tunnels, for a log. */
    String range() {
        var numbers = members.stream()
                .filter(member -> member.weight() > 0)
                .mapToInt(this::count)
                .summaryStatistics();
        return numbers.getMin() == numbers.getMax()
                ? "each server has " + numbers.getMin()
                : "the servers have " + numbers.getMin() + " to " + numbers.getMax();
    }
}
