package io.gangway.report;

import java.util.Locale;

/** How much a finding matters. */
public enum Severity {
    /** Requests are handled in a way that is unsafe or surely not meant. */
    ERROR,
    /** Probably not meant, or unsafe under conditions that the file does not show. */
    WARNING,
    /** For information; does not change the exit status. */
    NOTE;

    /** The word in reports: {@code error}, {@code warning}, {@code note}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
