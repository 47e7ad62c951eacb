package io.gangway.realip;

import io.gangway.config.DirectiveArguments;
import io.gangway.net.Network;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * One {@code set_real_ip_from}.
 *
 * @param networks one for an address or network, one per address for a host name
 * @param unix whether it is {@code unix:}
 */
record AddressSource(List<Network> networks, boolean unix) {
    static AddressSource read(DirectiveArguments arguments) {
        String text = arguments.arg(0);
        if (text.equals("unix:")) {
            return new AddressSource(List.of(), true);
        }
        Network network = Network.parse(text);
        if (network == null) {
            return new AddressSource(resolve(arguments, text), false);
        }
        if (network.hasLowBits()) {
            arguments.warn("low address bits of " + text + " are meaningless");
        }
        return new AddressSource(List.of(network), false);
    }

    private static List<Network> resolve(DirectiveArguments arguments, String host) {
        try {
            if (host.isEmpty()) {
                // Java resolves it to the loopback address.
                throw new UnknownHostException();
            }
            if (!arguments.context().resolvesNames()) {
                return List.of();
            }
            return Arrays.stream(InetAddress.getAllByName(host))
                    .map(address -> Network.of(address.getAddress()))
                    .toList();
        } catch (UnknownHostException e) {
            throw arguments.error("host not found in set_real_ip_from \"" + host + "\"");
        }
    }
}
