package io.gangway.regex;

/** A match of a {@link Regex}; group 0 is the whole match. Positions are in bytes, from 0. */
public final class Match {
    private final Regex regex;
    private final String subject;

    /** Start and end of each group. */
    private final int[] slots;

    Match(Regex regex, String subject, int[] slots) {
        this.regex = regex;
        this.subject = subject;
        this.slots = slots;
    }

    /** What a group captured; null when it did not take part, or when the pattern has no such group. */
    public String group(int group) {
        int start = start(group);
        return start < 0 ? null : subject.substring(start, slots[2 * group + 1]);
    }

    /** What a named group captured; null when it did not take part. */
    public String group(String name) {
        int group = regex.group(name);
        return group < 0 ? null : group(group);
    }

    /** Where a group starts; -1 when it did not take part. */
    public int start(int group) {
        return group < 0 || group > regex.groups() ? -1 : slots[2 * group];
    }
}
