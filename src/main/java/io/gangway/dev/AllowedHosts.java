package io.gangway.dev;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/**
 * The host names that {@code dev} accepts: those of this machine, and those that the user adds. Addresses are accepted
 * if it listens on more than loopback: the owner of a name can make it point at this machine, but not an address (DNS
 * rebinding).
 */
final class AllowedHosts {
    private static final String LOOPBACK = "127(\\.[0-9]{1,3}){3}";
    private static final String ADDRESS = "[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+\\]";

    private final List<String> names = new CopyOnWriteArrayList<>(List.of("localhost", "*.localhost", "[::1]"));
    private final boolean addresses;

    /**
     * @param host the address on which it listens
     * @param added more names; {@code *.example.com} for all names below one, {@code *} for any name
     * @param threads for looking up the name of this machine, which may block
     */
    AllowedHosts(String host, List<String> added, Executor threads) {
        addresses = !host.equals("localhost") && !host.matches(LOOPBACK) && !host.equals("[::1]");
        names.add(host.toLowerCase(Locale.ROOT));
        added.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        threads.execute(this::addMachine);
    }

    private void addMachine() {
        try {
            String machine = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
            names.addAll(List.of(machine, machine + ".local"));
        } catch (UnknownHostException e) {
            // Clients cannot use a name that the resolver does not know.
            return;
        }
    }

    /** @param host in lower case, without a port; an IPv6 address in brackets */
    boolean contains(String host) {
        return host.matches(LOOPBACK)
                || addresses && host.matches(ADDRESS)
                || names.stream().anyMatch(name -> matches(name, host));
    }

    /** Whether a name equals the pattern, or matches {@code *}, {@code *.example.com} or {@code .example.com}. */
    static boolean matches(String pattern, String name) {
        if (pattern.equals("*")) {
            return true;
        }
        if (pattern.startsWith("*.")) {
            return name.endsWith(pattern.substring(1)) && name.length() >= pattern.length();
        }
        if (pattern.startsWith(".")) {
            return name.endsWith(pattern) || name.equals(pattern.substring(1));
        }
        return !pattern.isEmpty() && name.equals(pattern);
    }
}
