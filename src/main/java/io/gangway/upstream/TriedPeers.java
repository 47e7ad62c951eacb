package io.gangway.upstream;

import java.util.BitSet;

/** The peers that one request has tried. Confined to its exchange's loop. */
final class TriedPeers {
    private long first;
    /** Peers from the 65th on; null until needed. */
    private BitSet more;

    boolean contains(int index) {
        return index < Long.SIZE ? (first & 1L << index) != 0 : more != null && more.get(index);
    }

    void add(int index) {
        if (index < Long.SIZE) {
            first |= 1L << index;
            return;
        }
        if (more == null) {
            more = new BitSet();
        }
        more.set(index);
    }

    void clear() {
        first = 0;
        more = null;
    }
}
