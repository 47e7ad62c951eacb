package io.gangway.check;

import io.gangway.report.RuleText;
import io.gangway.report.Severity;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What Gangway does with a directive. */
public enum DirectiveVerdict {
    /** The same as nginx. */
    SAME(Severity.NOTE, "same as nginx", "Gangway does the same as nginx, or only Gangway has the directive."),
    /** Nearly the same; the message tells the difference. */
    DIFFERS(
            Severity.WARNING,
            "works, but differs from nginx",
            "The directive does what it does in nginx, with the difference that the message tells."),
    /** Read and checked, without effect. */
    NO_EFFECT(
            Severity.NOTE,
            "accepted, without effect",
            "The directive is read and checked. It cannot change what clients and backends see, or the JVM decides."),
    /** nginx may accept it, Gangway does not start with it. */
    NOT_SUPPORTED(
            Severity.ERROR,
            "not supported",
            "Gangway does not start with the directive; nginx, perhaps with a module, does."),
    /** nginx does not accept it either. */
    INVALID(Severity.ERROR, "invalid in nginx, too", "nginx 1.30 does not accept the directive either.");

    private final RuleText text;

    DirectiveVerdict(Severity severity, String summary, String reason) {
        text = new RuleText(name().toLowerCase(Locale.ROOT), severity, summary, reason, "See docs/check.md.");
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
