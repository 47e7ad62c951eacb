package io.gangway.net;

/**
 * The kind of a name with an optional wildcard, as in {@code server_name} and in {@code map} with {@code hostnames}.
 */
public enum HostnameKey {
    EXACT(0),
    /** {@code .example.com}: the name itself and all its subdomains. */
    DOT(1),
    /** {@code *.example.com}. */
    HEAD(2),
    /** {@code www.example.*}. */
    TAIL(0);

    /** Number of characters before the name. */
    private final int skip;

    HostnameKey(int skip) {
        this.skip = skip;
    }

    /** Returns the kind of a name; null when nginx would reject it. */
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
