package io.gangway.exchange;

import java.util.List;
import java.util.Set;

/**
 * The position of a location in the configuration, and its fingerprint. A reload compares these to decide which tunnels
 * may stay; they are computed by each call. {@link #toString} is name and position in the file, for messages. Safe for
 * all threads.
 */
public interface LocationSource {
    /** The words that name the location and its enclosing levels. */
    String words();

    /** An entry for each address and name of its server. */
    Set<String> hosts();

    /** The configuration in effect there, as text; equal for locations that behave the same. */
    List<String> fingerprint();
}
