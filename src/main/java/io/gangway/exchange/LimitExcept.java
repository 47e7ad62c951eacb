package io.gangway.exchange;

import java.util.Set;

/**
 * {@code limit_except} of a location: all methods but a few have rules of their own.
 *
 * @param spared the methods to which the rules do not apply
 * @param others where requests of all other methods go
 */
public record LimitExcept(Set<String> spared, Location others) {
    /** The location for a method; null for those that are spared. */
    Location location(String method) {
        return spared.contains(method) ? null : others;
    }
}
