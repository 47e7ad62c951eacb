package io.gangway.exchange;

import io.gangway.conf.Levels;
import io.gangway.conf.Node;
import io.gangway.conf.Word;
import java.util.List;
import java.util.Set;

/**
 * The position of a location in the configuration, and its fingerprint. A reload compares these to decide which tunnels
 * may stay.
 *
 * @param words the words that name the location and its enclosing levels
 * @param hosts an entry for each address and name of its server
 * @param fingerprint the configuration in effect there, as text; equal for locations that behave the same. Texts of
 *     enclosing levels are shared by all their locations
 * @param position name and position in the file, for messages
 * @param levels its block and the enclosing ones, to find the directives in effect; null when not read from a file
 */
public record LocationSource(
        String words, Set<String> hosts, List<String> fingerprint, String position, Levels levels) {
    /** The directive that opened the block, as written; for messages. */
    public String title() {
        return levels == null
                ? words
                : String.join(
                        " ", levels.block().words().stream().map(Word::text).toList());
    }

    /** The directive that opened the block; null when not read from a file. */
    public Node node() {
        return levels == null ? null : levels.block();
    }

    @Override
    public String toString() {
        return position;
    }
}
