package io.gangway.exchange;

import java.util.Set;

/**
 * Where a location is written and what it means. A reload compares these to find out which tunnels may stay.
 *
 * @param words the words that name the location and the levels around it
 * @param hosts an entry for each address and name of its server
 * @param fingerprint of all that counts there: two locations with the same one do the same
 * @param position its name and place in the file, for messages
 */
public record LocationSource(String words, Set<String> hosts, String fingerprint, String position) {
    @Override
    public String toString() {
        return position;
    }
}
