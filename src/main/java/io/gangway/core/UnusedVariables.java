package io.gangway.core;

import io.gangway.exchange.KeepaliveDisable;
import io.gangway.exchange.Variables;
import java.util.List;
import java.util.stream.Stream;

/**
 * Variables of features that do not exist here, or that the JVM cannot provide. They have the value that nginx gives
 * them when the feature is not used. {@code docs/differences.md} lists them.
 */
public final class UnusedVariables {
    /** Variables without a value. */
    private static final List<String> ABSENT =
            List.of("tcpinfo_rtt", "tcpinfo_rttvar", "tcpinfo_snd_cwnd", "tcpinfo_rcv_space");

    /** Variables with an empty value. */
    private static final List<String> EMPTY = List.of("http3", "modern_browser");

    private UnusedVariables() {}

    static void define(Variables variables) {
        ABSENT.forEach(name -> variables.define(name, x -> null));
        EMPTY.forEach(name -> variables.define(name, x -> ""));
        variables.define("ancient_browser", x -> "1");
        variables.define("msie", x -> KeepaliveDisable.isMsie(x.head().fields().get("User-Agent")) ? "1" : "");
    }

    /** Variables with the same value for every request. */
    public static List<String> names() {
        return Stream.of(ABSENT, EMPTY, List.of("ancient_browser"))
                .flatMap(List::stream)
                .toList();
    }
}
