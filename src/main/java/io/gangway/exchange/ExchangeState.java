package io.gangway.exchange;

import io.gangway.regex.Match;

/** What an exchange remembers: the last match, values of variables, and what rooms keep. Owned by its exchange. */
final class ExchangeState {
    /** More variables inside one another than this are a cycle. */
    private static final int MAX_EVALUATIONS = 100;

    private Match captures;
    /** Null until there is one. */
    private KnownValues values;

    private int evaluating;
    private final Attachments attachments = new Attachments();

    ExchangeState() {}

    /** That of a subrequest: values of variables are those of its parent, as in nginx; the rest is its own. */
    ExchangeState(ExchangeState parent) {
        if (parent.values == null) {
            parent.values = new KnownValues();
        }
        values = parent.values;
    }

    void captures(Match match) {
        captures = match;
    }

    String capture(int group) {
        String value = captures == null ? null : captures.group(group);
        return value == null ? "" : value;
    }

    boolean evaluate() {
        if (evaluating == MAX_EVALUATIONS) {
            return false;
        }
        evaluating++;
        return true;
    }

    void evaluated() {
        evaluating--;
    }

    /** The value of a variable, null when it is not known. */
    String known(int slot) {
        return values == null ? null : values.get(slot);
    }

    void know(int slot, String value) {
        if (values == null) {
            values = new KnownValues();
        }
        values.put(slot, value);
    }

    Attachments attachments() {
        return attachments;
    }
}
