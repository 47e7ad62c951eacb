package io.gangway.geo;

import io.gangway.config.DirectiveArguments;
import io.gangway.net.Network;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Values of networks; the longest matching prefix wins. */
final class Networks implements Values {
    private static final byte[] BROADCAST = {-1, -1, -1, -1};

    /** By address length in bytes, then by prefix length, longest first, then by first address. */
    private final Map<Integer, NavigableMap<Integer, Map<ByteBuffer, String>>> families = new HashMap<>();

    @Override
    public void byDefault(DirectiveArguments entry, String value) {
        add(entry, Network.parse("0.0.0.0/0"), "default", value);
        add(entry, Network.parse("::/0"), "default", value);
    }

    @Override
    public void add(DirectiveArguments entry, String text, String value) {
        add(entry, network(entry, text), text, value);
    }

    private void add(DirectiveArguments entry, Network network, String text, String value) {
        byte[] first = network.first();
        String old = prefixes(first.length)
                .computeIfAbsent(network.prefix(), p -> new HashMap<>())
                .put(ByteBuffer.wrap(first), value);
        if (old != null) {
            entry.warn("duplicate network \"" + text + "\", value: \"" + value + "\", old value: \"" + old + "\"");
        }
    }

    @Override
    public void delete(DirectiveArguments entry, String text) {
        Network network = network(entry, text);
        byte[] first = network.first();
        Map<ByteBuffer, String> same = prefixes(first.length).get(network.prefix());
        if (same == null || same.remove(ByteBuffer.wrap(first)) == null) {
            entry.warn("no network \"" + text + "\" to delete");
        }
    }

    private NavigableMap<Integer, Map<ByteBuffer, String>> prefixes(int length) {
        return families.computeIfAbsent(length, l -> new TreeMap<Integer, Map<ByteBuffer, String>>().descendingMap());
    }

    /** Parses a network, with nginx's errors and warnings. */
    static Network network(DirectiveArguments entry, String text) {
        if (text.equals("255.255.255.255")) {
            return Network.of(BROADCAST);
        }
        Network network = Network.parse(text);
        if (network == null) {
            throw entry.error("invalid network \"" + text + "\"");
        }
        if (network.hasLowBits()) {
            entry.warn("low address bits of " + text + " are meaningless");
        }
        return network;
    }

    @Override
    public String find(byte[] address) {
        NavigableMap<Integer, Map<ByteBuffer, String>> prefixes = families.get(address.length);
        if (prefixes == null) {
            return "";
        }
        byte[] masked = address.clone();
        int bits = address.length * 8;
        for (Map.Entry<Integer, Map<ByteBuffer, String>> entry : prefixes.entrySet()) {
            while (bits > entry.getKey()) {
                bits--;
                masked[bits / 8] &= (byte) ~(0x80 >> bits % 8);
            }
            String value = entry.getValue().get(ByteBuffer.wrap(masked));
            if (value != null) {
                return value;
            }
        }
        return "";
    }
}
