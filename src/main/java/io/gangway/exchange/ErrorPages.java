package io.gangway.exchange;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code error_page} of one location. Immutable. */
public final class ErrorPages {
    /** What {@code error_page} says of the answer's status. */
    public enum Override {
        /** It stays that of the error. */
        KEEP,
        /** {@code =}: it becomes that of the page. */
        OF_PAGE,
        /** {@code =200}: it becomes the one given. */
        GIVEN
    }

    /**
     * One {@code error_page} line.
     *
     * @param statuses the errors that it is for
     * @param override what becomes of the status
     * @param status the one given, or 0
     * @param target a uri, a named location, or an external URL
     */
    public record Page(List<Integer> statuses, Override override, int status, Template target) {}

    private final Map<Integer, Page> byStatus = new HashMap<>();

    /** Of all lines that count. For a status the first that names it counts. */
    public ErrorPages(List<Page> pages) {
        for (Page page : pages) {
            for (int status : page.statuses()) {
                byStatus.putIfAbsent(status, page);
            }
        }
    }

    /** The page for an error, or null. */
    public Page find(int status) {
        return byStatus.get(status);
    }

    public boolean isEmpty() {
        return byStatus.isEmpty();
    }
}
