package io.gangway.net;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/**
 * The proxies that are trusted to name the client they forward for ({@code set_real_ip_from}, {@code proxy} of {@code
 * geo}).
 *
 * @param networks addresses of trusted proxies
 * @param unix whether clients of unix sockets are trusted
 */
public record TrustedProxies(List<Network> networks, boolean unix) {
    /** The search for the client of one request. */
    private final class Search {
        private final boolean recursive;
        private SocketAddress address;

        private Search(SocketAddress address, boolean recursive) {
            this.address = address;
            this.recursive = recursive;
        }

        /** Walks a list from its end, as long as the addresses are trusted. */
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

        /** The start of the last address. A separator at the start of the list belongs to the address, as in nginx. */
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
     * Finds the client that sent a request.
     *
     * @param peer the sender of the request
     * @param lists the values of the field, in order; each holds addresses separated by commas or spaces
     * @param recursive whether the last address that is not trusted is the client; else the last address is
     * @return null when the peer is not trusted, or the field has no valid address
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

    /**
     * Parses {@code 192.0.2.1}, {@code 2001:db8::1} or {@code [2001:db8::1]}, the first and last also with a port; else
     * null.
     */
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
        String suffix = text.substring(brackets ? end + 1 : end);
        int port = suffix.isEmpty() ? 0 : port(suffix);
        return address == null || port < 0 ? null : of(address, port);
    }

    /** Parses {@code :80}; -1 when it is invalid. */
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
