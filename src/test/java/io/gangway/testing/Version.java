package io.gangway.testing;

import java.util.Comparator;

/** An nginx release, such as 1.30.6. */
public record Version(int major, int minor, int patch) implements Comparable<Version> {

    /** Parses {@code 1.30.6}. */
    public static Version of(String text) {
        String[] parts = text.split("\\.");
        return new Version(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    /** Whether this release is the given one or a later one. */
    public boolean isAtLeast(Version since) {
        return compareTo(since) >= 0;
    }

    @Override
    public int compareTo(Version other) {
        return Comparator.comparingInt(Version::major)
                .thenComparingInt(Version::minor)
                .thenComparingInt(Version::patch)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
