package io.gangway.dev;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/**
 * The names under which {@code dev} may be asked for: those of this machine, and those that the user adds. Addresses are allowed
 * where it listens on more than loopback: a name can be made to point at this machine by whoever owns it, an address cannot.
 */
final class AllowedHosts {
    private static final String LOOPBACK = "127(\\.[0-9]{1,3}){3}";
    private static final String ADDRESS = "[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+\\]";

    private final List<String> names = new CopyOnWriteArrayList<>(List.of("localhost", "*.localhost", "[::1]"));
    private final boolean addresses;

    /**
     * @param host where it listens
     * @param added names, or {@code *.example.com} for all below one, or {@code *} for all
     * @param threads where the machine is asked for its name, which may take a while
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
            // A machine whose own name its resolver does not know is asked for by another one.
            return;
        }
    }

    /** @param host in lower case, without a port; an IPv6 address in brackets */
    boolean contains(String host) {
        return host.matches(LOOPBACK)
                || addresses && host.matches(ADDRESS)
                || names.stream().anyMatch(name -> fits(name, host));
    }

    /** Whether a name is another one, or below {@code *.example.com} or {@code .example.com}. */
    static boolean fits(String pattern, String name) {
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
