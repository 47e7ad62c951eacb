package io.gangway.regex;

import java.util.regex.MatchResult;

/** One match of a {@link Regex}; group 0 is the whole match. Positions are bytes, from 0. */
public final class Match {
    private final Regex regex;
    private final String subject;
    private final MatchResult result;

    Match(Regex regex, String subject, MatchResult result) {
        this.regex = regex;
        this.subject = subject;
        this.result = result;
    }

    /** What a group captured; null when it took no part. A group that the pattern does not have takes no part. */
    public String group(int group) {
        int start = start(group);
        return start < 0 ? null : subject.substring(start, result.end(group));
    }

    /** What a named group captured; null when it took no part. */
    public String group(String name) {
        int group = regex.group(name);
        return group < 0 ? null : group(group);
    }

    /** Where a group begins; -1 when it took no part. */
    public int start(int group) {
        return group < 0 || group > result.groupCount() ? -1 : result.start(group);
    }
}
