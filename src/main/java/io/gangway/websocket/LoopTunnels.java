package io.gangway.websocket;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** The open tunnels of one loop in the order of their opening. Confined to that loop. */
final class LoopTunnels implements Iterable<LiveTunnel> {
    private LiveTunnel first;
    private LiveTunnel last;

    void add(LiveTunnel tunnel) {
        tunnel.previous = last;
        if (last == null) {
            first = tunnel;
        } else {
            last.next = tunnel;
        }
        last = tunnel;
    }

    /** Removes a tunnel that was added once. */
    void remove(LiveTunnel tunnel) {
        if (tunnel.previous == null) {
            first = tunnel.next;
        } else {
            tunnel.previous.next = tunnel.next;
        }
        if (tunnel.next == null) {
            last = tunnel.previous;
        } else {
            tunnel.next.previous = tunnel.previous;
        }
    }

    @Override
    public Iterator<LiveTunnel> iterator() {
        return new Iterator<>() {
            private LiveTunnel next = first;

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public LiveTunnel next() {
                if (next == null) {
                    throw new NoSuchElementException();
                }
                LiveTunnel current = next;
                next = current.next;
                return current;
            }
        };
    }
}
