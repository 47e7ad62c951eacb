package io.gangway.demo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One team of judges: its members, their scores and their chat. Members may be on different instances.
 *
 * <p>All state is guarded by this object's lock. Messages are sent under the lock, so every member sees the same order;
 * a member's {@code send} must not block.
 */
final class Team {
    /** Number of feed entries kept for members who join later. */
    static final int FEED_LENGTH = 100;

    /** Maximum connections of one team; more are rejected. */
    static final int MAX_MEMBERS = 200;

    /** Maximum judges of one team whose scores are kept: the memory of the demo is bounded. */
    static final int MAX_JUDGES = 500;

    /** Maximum length of a chat text, in characters. */
    static final int MAX_TEXT = 500;

    /** A judge's connection. */
    interface Member {
        String judge();

        void send(String message);
    }

    private record ScoreKey(String judge, String contestant) {}

    private final String name;
    private final Map<String, Contestant> contestants = new LinkedHashMap<>();
    // A failed send may close a connection and so call leave() during an iteration.
    private final List<Member> members = new CopyOnWriteArrayList<>();
    private final Map<ScoreKey, Double> scores = new LinkedHashMap<>();
    private final Deque<Map<String, Object>> feed = new ArrayDeque<>();
    private long lastEntry;

    Team(String name, List<Contestant> contestants) {
        this.name = name;
        contestants.forEach(contestant -> this.contestants.put(contestant.id(), contestant));
    }

    /**
     * Adds a member and sends it the current state, starting with the fields of its instance. It then gets every event.
     *
     * @return false if the team is full
     */
    synchronized boolean join(Member member, Map<String, Object> instance) {
        if (members.size() >= MAX_MEMBERS) {
            return false;
        }
        members.add(member);
        Map<String, Object> welcome = Json.object("type", "welcome");
        welcome.putAll(instance);
        welcome.put("team", name);
        welcome.put("judge", member.judge());
        welcome.put("scores", scoreList());
        welcome.put("feed", List.copyOf(feed));
        member.send(Json.write(welcome));
        sendJudges();
        return true;
    }

    synchronized void leave(Member member) {
        if (members.remove(member)) {
            sendJudges();
        }
    }

    /**
     * Sets the score of a judge for a contestant.
     *
     * @param value from 0 to 10 in steps of 0.5
     * @throws IllegalArgumentException with a reason for the judge to read
     */
    synchronized void score(String judge, String contestant, double value) {
        if (!contestants.containsKey(contestant)) {
            throw new IllegalArgumentException("There is no such contestant.");
        }
        if (!(value >= 0 && value <= 10) || value * 2 != Math.rint(value * 2)) {
            throw new IllegalArgumentException("A score is from 0 to 10 in steps of 0.5.");
        }
        ScoreKey key = new ScoreKey(judge, contestant);
        if (!scores.containsKey(key) && scores.size() >= MAX_JUDGES * contestants.size()) {
            throw new IllegalArgumentException("This jury has too many judges.");
        }
        scores.put(key, value);
        send("score", Json.object("judge", judge, "contestant", contestant, "value", value));
    }

    /**
     * Sends a chat message to the team.
     *
     * @throws IllegalArgumentException with a reason for the judge to read
     */
    synchronized void chat(String judge, String text) {
        String line = text.strip();
        if (line.isEmpty() || line.length() > MAX_TEXT) {
            throw new IllegalArgumentException("A message has 1 to " + MAX_TEXT + " characters.");
        }
        send("chat", Json.object("judge", judge, "text", line));
    }

    private void send(String type, Map<String, Object> fields) {
        Map<String, Object> entry = Json.object("type", type, "id", ++lastEntry, "at", System.currentTimeMillis());
        entry.putAll(fields);
        feed.addLast(entry);
        if (feed.size() > FEED_LENGTH) {
            feed.removeFirst();
        }
        broadcast(entry);
    }

    private void sendJudges() {
        List<String> judges =
                members.stream().map(Member::judge).distinct().sorted().toList();
        broadcast(Json.object("type", "judges", "judges", judges));
    }

    private void broadcast(Map<String, Object> fields) {
        String message = Json.write(fields);
        members.forEach(member -> member.send(message));
    }

    private List<Object> scoreList() {
        List<Object> list = new ArrayList<>();
        scores.forEach((key, value) ->
                list.add(Json.object("judge", key.judge(), "contestant", key.contestant(), "value", value)));
        return list;
    }
}
