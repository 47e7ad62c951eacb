package io.gangway.geo;

import io.gangway.config.DirectiveArguments;
import io.gangway.net.Network;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Values of ranges of IPv4 addresses ({@code ranges}). As in nginx, a range is split where the upper half of the
 * address changes, and each part is checked separately: a part may lie within another one, but not overlap it.
 */
final class AddressRanges implements Values {
    private static final int PART = 0x10000;
    private static final int LAST = PART - 1;

    /** @param end last lower half of the address, inclusive */
    private record Range(int end, String value) {}

    private record Bounds(long start, long end) {}

    /** By upper half of the address, then by the first lower half. */
    private final Map<Integer, TreeMap<Integer, Range>> parts = new HashMap<>();

    private String byDefault;

    @Override
    public void byDefault(DirectiveArguments entry, String value) {
        if (byDefault != null) {
            entry.warn("duplicate default geo range value: \"" + value + "\", old value: \"" + byDefault + "\"");
        }
        byDefault = value;
    }

    @Override
    public void add(DirectiveArguments entry, String text, String value) {
        Bounds bounds = bounds(entry, text);
        for (int upper = upper(bounds.start); upper <= upper(bounds.end); upper++) {
            add(entry, text, value, upper, first(bounds, upper), last(bounds, upper));
        }
    }

    private void add(DirectiveArguments entry, String text, String value, int upper, int start, int end) {
        TreeMap<Integer, Range> part = parts.computeIfAbsent(upper, u -> new TreeMap<>());
        Map.Entry<Integer, Range> near = part.floorEntry(end);
        if (near != null && near.getValue().end >= start) {
            int nearStart = near.getKey();
            Range other = near.getValue();
            if (start < nearStart || end > other.end) {
                throw entry.error("range \"" + text + "\" overlaps \"" + text(upper, nearStart) + "-"
                        + text(upper, other.end) + "\"");
            }
            if (start == nearStart && end == other.end) {
                entry.warn("duplicate range \"" + text + "\", value: \"" + value + "\", old value: \"" + other.value
                        + "\"");
            }
            if (start > nearStart) {
                part.put(nearStart, new Range(start - 1, other.value));
            }
            if (end < other.end) {
                part.put(end + 1, other);
            }
        }
        part.put(start, new Range(end, value));
    }

    @Override
    public void delete(DirectiveArguments entry, String text) {
        Bounds bounds = bounds(entry, text);
        boolean missing = false;
        for (int upper = upper(bounds.start); upper <= upper(bounds.end); upper++) {
            TreeMap<Integer, Range> part = parts.getOrDefault(upper, new TreeMap<>());
            Range range = part.get(first(bounds, upper));
            if (range == null || range.end != last(bounds, upper)) {
                missing = true;
            } else {
                part.remove(first(bounds, upper));
            }
        }
        if (missing) {
            entry.warn("no address range \"" + text + "\" to delete");
        }
    }

    private static Bounds bounds(DirectiveArguments entry, String text) {
        int dash = text.indexOf('-');
        long start = dash < 0 ? -1 : number(text.substring(0, dash));
        long end = dash < 0 ? -1 : number(text.substring(dash + 1));
        if (start < 0 || end < start) {
            throw entry.error("invalid range \"" + text + "\"");
        }
        return new Bounds(start, end);
    }

    private static long number(String text) {
        byte[] address = Network.address(text);
        return address == null || address.length != 4 ? -1 : number(address);
    }

    private static long number(byte[] v4) {
        return (v4[0] & 0xffL) << 24 | (v4[1] & 0xff) << 16 | (v4[2] & 0xff) << 8 | v4[3] & 0xff;
    }

    private static int upper(long address) {
        return (int) (address / PART);
    }

    private static int first(Bounds bounds, int upper) {
        return upper == upper(bounds.start) ? (int) (bounds.start % PART) : 0;
    }

    private static int last(Bounds bounds, int upper) {
        return upper == upper(bounds.end) ? (int) (bounds.end % PART) : LAST;
    }

    private static String text(int upper, int lower) {
        return (upper >> 8) + "." + (upper & 0xff) + "." + (lower >> 8) + "." + (lower & 0xff);
    }

    /** An IPv6 address is looked up as 255.255.255.255. */
    @Override
    public String find(byte[] address) {
        long number = address.length == 4 ? number(address) : 0xffffffffL;
        TreeMap<Integer, Range> part = parts.get(upper(number));
        int lower = (int) (number % PART);
        Map.Entry<Integer, Range> near = part == null ? null : part.floorEntry(lower);
        if (near != null && near.getValue().end >= lower) {
            return near.getValue().value;
        }
        return byDefault == null ? "" : byDefault;
    }
}
