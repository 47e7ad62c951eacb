package io.gangway.conf;

import java.util.List;

/** A change of a configuration between its reading and its meaning. */
@FunctionalInterface
public interface TreeChange {
    /** The directives to take instead; positions are kept where words are, so that errors name the file. */
    List<Node> of(List<Node> nodes);
}
