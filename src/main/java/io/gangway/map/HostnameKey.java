package io.gangway.map;

/** What kind of key a text is when {@code hostnames} is on, as in {@code server_name}. */
enum HostnameKey {
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
    static HostnameKey of(String key) {
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

    /** The name without its wildcard, in lower case. */
    String bare(String key) {
        return Ascii.lower(key.substring(skip, this == TAIL ? key.length() - 2 : key.length()));
    }

    /** The key as nginx shows it in errors: in lower case but for the wildcard. */
    String lowered(String key) {
        return Ascii.lower(key);
    }
}
