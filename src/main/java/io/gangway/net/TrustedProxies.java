package io.gangway.net;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/**
 * Who is believed when it says for whom it speaks ({@code set_real_ip_from}, {@code proxy} of {@code geo}).
 *
 * @param networks of clients that are believed
 * @param unix whether clients of sockets of the file system are
 */
public record TrustedProxies(List<Network> networks, boolean unix) {
    /** Finds the client in one request. */
    private final class Search {
        private final boolean recursive;
        private SocketAddress address;

        private Search(SocketAddress address, boolean recursive) {
            this.address = address;
            this.recursive = recursive;
        }

        /** Goes through a list from its end, as far as those that speak are believed. */
        private Step through(String list) {
            Step soFar = Step.NOTHING;
            int end = list.length();
            int start;
            do {
                if (!trusts(address)) {
                    return soFar;
                }
                while (end > 1 && isSeparator(list.charAt(end - 1))) {
                    end--;
                }
                start = start(list, end);
                InetSocketAddress next = end > 0 ? parse(list.substring(start, end)) : null;
                if (next == null) {
                    return soFar;
                }
                address = next;
                soFar = Step.STOPPED;
                end = start - 1;
            } while (recursive && start > 0);
            return Step.TO_THE_START;
        }

        /** Where the last address begins. What the list begins with belongs to an address, also a separator, as in nginx. */
        private static int start(String list, int end) {
            for (int i = end - 1; i > 0; i--) {
                if (isSeparator(list.charAt(i))) {
                    return i + 1;
                }
            }
            return 0;
        }

        private static boolean isSeparator(char c) {
            return c == ' ' || c == ',';
        }
    }

    private enum Step {
        NOTHING,
        STOPPED,
        TO_THE_START
    }

    /**
     * Whom a request is from.
     *
     * @param peer who sent it
     * @param lists the values of the field, in order; in each, addresses with commas or blanks between
     * @param recursive whether the last one that is not believed counts, else the last one
     * @return null when the peer is not believed, or says nothing that can be read
     */
    public SocketAddress client(SocketAddress peer, List<String> lists, boolean recursive) {
        Search search = new Search(peer, recursive);
        for (int i = lists.size() - 1; i >= 0; i--) {
            if (search.through(lists.get(i)) != Step.TO_THE_START || !recursive) {
                break;
            }
        }
        return search.address == peer ? null : search.address;
    }

    private boolean trusts(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return unix;
        }
        byte[] bytes = Network.compared(inet.getAddress());
        return networks.stream().anyMatch(network -> network.contains(bytes));
    }

    /** {@code 192.0.2.1}, {@code 2001:db8::1} or {@code [2001:db8::1]}, the first and last with a port, too; else null. */
    private static InetSocketAddress parse(String text) {
        byte[] alone = Network.address(text);
        if (alone != null) {
            return of(alone, 0);
        }
        boolean brackets = text.startsWith("[");
        int end = text.indexOf(brackets ? ']' : ':');
        if (end < 0) {
            return null;
        }
        byte[] address = Network.address(text.substring(brackets ? 1 : 0, end));
        String behind = text.substring(brackets ? end + 1 : end);
        int port = behind.isEmpty() ? 0 : port(behind);
        return address == null || port < 0 ? null : of(address, port);
    }

    /** {@code :80}; -1 when it is none. */
    private static int port(String text) {
        if (!text.matches(":[0-9]{1,5}")) {
            return -1;
        }
        int port = Integer.parseInt(text.substring(1));
        return port < 1 || port > 65535 ? -1 : port;
    }

    /** An address of 4 or 16 bytes, without a port. */
    public static SocketAddress peer(byte[] address) {
        return of(address, 0);
    }

    private static InetSocketAddress of(byte[] address, int port) {
        return new InetSocketAddress(Network.inetAddress(address), port);
    }
}
