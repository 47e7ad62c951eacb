package io.gangway.check;

import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What Gangway does with a directive. */
public enum DirectiveVerdict {
    /** The same as nginx; also for directives that only Gangway has. */
    SAME(Severity.NOTE, "same as nginx"),
    /** Nearly the same; the message tells the difference. */
    DIFFERS(Severity.WARNING, "works, but differs from nginx"),
    /** Read and checked, without effect. */
    NO_EFFECT(Severity.NOTE, "accepted, without effect"),
    /** nginx may accept it, Gangway does not start with it. */
    NOT_SUPPORTED(Severity.ERROR, "not supported"),
    /** nginx does not accept it either. */
    INVALID(Severity.ERROR, "invalid in nginx, too");

    private final RuleText text;

    DirectiveVerdict(Severity severity, String summary) {
        String name = name().toLowerCase(Locale.ROOT);
        text = new RuleText(name, severity, summary, "A directive: " + summary + ".", "See docs/check.md.");
    }

    /** Its name in reports, severity and meaning. */
    public RuleText text() {
        return text;
    }

    /** The texts of all. */
    public static List<RuleText> texts() {
        return Arrays.stream(values()).map(DirectiveVerdict::text).toList();
    }
}
