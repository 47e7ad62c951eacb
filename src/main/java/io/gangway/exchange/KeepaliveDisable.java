package io.gangway.exchange;

import java.util.Set;

/**
 * Old browsers with broken persistent connections ({@code keepalive_disable}), recognised by their {@code User-Agent}.
 */
public enum KeepaliveDisable {
    /** No browser. */
    NONE,
    /** Only after a POST. */
    MSIE6,
    SAFARI;

    /** Whether a request with this method and this {@code User-Agent}, or null, comes from one of these browsers. */
    static boolean isAmong(Set<KeepaliveDisable> browsers, String method, String agent) {
        boolean msie = browsers.contains(MSIE6) && method.equals("POST");
        boolean safari = browsers.contains(SAFARI);
        return agent != null && (msie && isMsie6(agent) || safari && isSafari(agent));
    }

    /** Opera claims to be any of the others. */
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

    /** {@code $msie}: whether a {@code User-Agent}, or null, is that of any MSIE. */
    public static boolean isMsie(String agent) {
        return agent != null && hasMsie(agent) && !isOpera(agent);
    }

    private static boolean hasMsie(String agent) {
        int at = agent.indexOf("MSIE ");
        return at >= 0 && at + 7 < agent.length();
    }

    private static boolean isSafari(String agent) {
        boolean other = hasMsie(agent) || agent.contains("Gecko/") || agent.contains("Chrome/");
        return !other && !isOpera(agent) && agent.contains("Safari/") && agent.contains("Mac OS X");
    }
}
