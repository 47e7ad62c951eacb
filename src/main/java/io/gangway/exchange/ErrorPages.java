package io.gangway.exchange;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code error_page} of one location. Immutable. */
public final class ErrorPages {
    /** The effect of {@code error_page} on the status of the response. */
    public enum StatusOverride {
        /** The status of the error. */
        KEEP,
        /** {@code =}: the status of the page. */
        OF_PAGE,
        /** {@code =200}: the given status. */
        GIVEN
    }

    /**
     * One {@code error_page} line.
     *
     * @param statuses the errors that it applies to
     * @param override which status is sent
     * @param status the given one, or 0
     * @param target a uri, a named location, or an external URL
     */
    public record Page(List<Integer> statuses, StatusOverride override, int status, Template target) {}

    private final Map<Integer, Page> byStatus = new HashMap<>();

    /** Creates a map of all effective lines; the first line for a status wins. */
    public ErrorPages(List<Page> pages) {
        for (Page page : pages) {
            for (int status : page.statuses()) {
                byStatus.putIfAbsent(status, page);
            }
        }
    }

    /** The page for a status, or null. */
    public Page find(int status) {
        return byStatus.get(status);
    }

    /** The statuses that have a page, ascending. */
    public List<Integer> statuses() {
        return byStatus.keySet().stream().sorted().toList();
    }

    public boolean isEmpty() {
        return byStatus.isEmpty();
    }
}
