package io.gangway.exchange;

import java.util.Set;

/** Old browsers that trip over kept connections ({@code keepalive_disable}), as nginx knows them by their {@code User-Agent}. */
public enum KeepaliveDisable {
    /** No browser at all. */
    NONE,
    /** Only after a POST. */
    MSIE6,
    SAFARI;

    /** Whether the client of an exchange is one of these. */
    static boolean isAmong(Set<KeepaliveDisable> browsers, Exchange exchange) {
        boolean msie = browsers.contains(MSIE6) && exchange.method().equals("POST");
        boolean safari = browsers.contains(SAFARI);
        String agent = msie || safari ? exchange.head().fields().get("User-Agent") : null;
        return agent != null && (msie && isMsie6(agent) || safari && isSafari(agent));
    }

    /** Opera says that it is all of them. */
    private static boolean isOpera(String agent) {
        return agent.contains("Opera");
    }

    /** Whether a {@code User-Agent} is that of MSIE 4, 5 or 6. */
    public static boolean isMsie6(String agent) {
        int at = agent.indexOf("MSIE ");
        if (at < 0 || at + 7 >= agent.length() || agent.charAt(at + 6) != '.' || isOpera(agent)) {
            return false;
        }
        return switch (agent.charAt(at + 5)) {
            case '4', '5' -> true;
            case '6' -> agent.indexOf("SV1", at + 8) < 0;
            default -> false;
        };
    }

    /** {@code $msie}. */
    public static boolean isMsie(Exchange exchange) {
        String agent = exchange.head().fields().get("User-Agent");
        return agent != null && isMsie(agent) && !isOpera(agent);
    }

    private static boolean isMsie(String agent) {
        int at = agent.indexOf("MSIE ");
        return at >= 0 && at + 7 < agent.length();
    }

    private static boolean isSafari(String agent) {
        boolean other = isMsie(agent) || agent.contains("Gecko/") || agent.contains("Chrome/");
        return !other && !isOpera(agent) && agent.contains("Safari/") && agent.contains("Mac OS X");
    }
}
