package io.gangway.exchange;

import io.gangway.conf.Levels;
import io.gangway.conf.Node;
import io.gangway.conf.Word;
import java.util.List;
import java.util.Set;

/**
 * The position of a location in the configuration, and its fingerprint. A reload compares these to decide which tunnels
 * may stay; they are computed by each call. {@code toString()} is name and position in the file, for messages. Safe for
 * all threads.
 */
public interface LocationSource {
    /** The words that name the location and its enclosing levels. */
    String words();

    /** An entry for each address and name of its server. */
    Set<String> hosts();

    /** The configuration in effect there, as text; equal for locations that behave the same. */
    List<String> fingerprint();

    /** Its block and the enclosing ones, to find the directives in effect; null when not read from a file. */
    Levels levels();

    /** The directive that opened the block, as written; for messages. */
    default String title() {
        return levels() == null
                ? words()
                : String.join(
                        " ", levels().block().words().stream().map(Word::text).toList());
    }

    /** The directive that opened the block; null when not read from a file. */
    default Node node() {
        return levels() == null ? null : levels().block();
    }
}
