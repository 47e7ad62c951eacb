package io.gangway.net;

/** What kind of name a text is where wildcards are allowed: {@code server_name}, and {@code map} with {@code hostnames}. */
public enum HostnameKey {
    EXACT(0),
    /** {@code .example.com}: the name itself and all below it. */
    DOT(1),
    /** {@code *.example.com}. */
    HEAD(2),
    /** {@code www.example.*}. */
    TAIL(0);

    /** How many characters stand before the name. */
    private final int skip;

    HostnameKey(int skip) {
        this.skip = skip;
    }

    /** Null when nginx would refuse it. */
    public static HostnameKey of(String key) {
        long stars = key.chars().filter(c -> c == '*').count();
        if (stars > 1 || key.contains("..")) {
            return null;
        }
        if (key.length() > 1 && key.startsWith(".")) {
            return DOT;
        }
        if (key.length() > 2 && key.startsWith("*.")) {
            return HEAD;
        }
        if (key.length() > 2 && key.endsWith(".*")) {
            return TAIL;
        }
        return stars == 0 ? EXACT : null;
    }

    /** The name without its wildcard. */
    public String bare(String key) {
        return key.substring(skip, this == TAIL ? key.length() - 2 : key.length());
    }
}
