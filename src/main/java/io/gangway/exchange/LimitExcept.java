package io.gangway.exchange;

import java.util.Set;

/**
 * {@code limit_except} of a location: other rules for all but a few methods.
 *
 * @param exemptMethods the methods that the rules do not apply to
 * @param others the location for all other methods
 */
public record LimitExcept(Set<String> exemptMethods, Location others) {
    /** The location for a method; null when the rules do not apply to it. */
    Location location(String method) {
        return exemptMethods.contains(method) ? null : others;
    }
}
