package io.gangway.conf;

import java.util.List;

/** A change of a configuration after it is read and before it is interpreted. */
@FunctionalInterface
public interface TreeChange {
    /** The directives to use instead. Words keep their positions, so that errors name the file. */
    List<Node> of(List<Node> nodes);
}
