package io.gangway.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The subrequests of an exchange. They end with it. Owned by it. */
final class Children {
    /** As in nginx: one inside the other, more than this are a cycle. */
    private static final int DEEPEST = 51;

    /** As in nginx, of one request of a client; here all count, not only those under way. */
    private static final int MOST = 64535;

    private final Exchange exchange;
    private final Children origin;
    private final int depth;
    /** Null until there are any. */
    private Set<ChildDoor> open;

    /** Of the origin: how many there were, with those of its children. */
    private int count;

    Children(Exchange exchange, Children parent) {
        this.exchange = exchange;
        origin = parent == null ? this : parent.origin;
        depth = parent == null ? 0 : parent.depth + 1;
    }

    boolean mayHaveMore(String uri) {
        if (depth == DEEPEST) {
            exchange.log(Level.ERROR, "subrequests cycle while processing \"" + uri + "\"");
            return false;
        }
        if (origin.count == MOST) {
            exchange.log(Level.CRIT, "request reference counter overflow while processing \"" + uri + "\"");
            return false;
        }
        return true;
    }

    void add(Exchange child, ChildDoor door) {
        origin.count++;
        if (open == null) {
            open = new HashSet<>();
            exchange.onEnd(this::end);
        }
        open.add(door);
        child.onEnd(() -> open.remove(door));
    }

    private void end() {
        List<ChildDoor> left = new ArrayList<>(open);
        left.forEach(ChildDoor::cancel);
    }
}
