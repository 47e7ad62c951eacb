package io.gangway.conf;

/** Reads {@code on} or {@code off}, in any case. */
public final class FlagValue {
    private FlagValue() {}

    /** The flag that is the only argument of a directive. */
    public static boolean read(Node node) {
        String value = node.args().get(0).text();
        if (value.equalsIgnoreCase("on")) {
            return true;
        }
        if (value.equalsIgnoreCase("off")) {
            return false;
        }
        throw ConfErrors.at(
                node,
                "invalid value \"" + value + "\" in \"" + node.name() + "\" directive, it must be \"on\" or \"off\"");
    }
}
