package io.gangway.junit;

import io.gangway.explain.Explanation;
import io.gangway.explainer.ExplanationText;
import java.util.Objects;
import org.assertj.core.api.AbstractAssert;

/** Assertions about what would happen to a request. A failure shows its whole explanation. */
public final class ExplanationAssert extends AbstractAssert<ExplanationAssert, Explanation> {
    /** Names of files in it are shortened; or null. */
    private final String directory;

    ExplanationAssert(Explanation actual, String directory) {
        super(actual, ExplanationAssert.class);
        this.directory = directory;
    }

    /** It would be passed on to this upstream: the name of its block, or host and port of {@code proxy_pass}. */
    public ExplanationAssert goesTo(String upstream) {
        return equal("upstream", upstream, actual.upstream());
    }

    /** It would not be passed on. */
    public ExplanationAssert goesToNoUpstream() {
        return equal("upstream", null, actual.upstream());
    }

    /** The backend would get this URI, as in the request line. */
    public ExplanationAssert withUri(String uri) {
        return equal("URI of the request to the upstream", uri, actual.upstreamUri());
    }

    /** The backend would get this field; null: it would not get it. */
    public ExplanationAssert withRequestField(String name, String value) {
        return equal("field " + name + " of the request to the upstream", value, requestField(name));
    }

    private String requestField(String name) {
        if (actual.requestHead() == null) {
            return null;
        }
        return actual.requestHead()
                .lines()
                .skip(1)
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse(null);
    }

    /** The client would get this status; that of a backend is assumed: 200, or 101 for an upgrade. */
    public ExplanationAssert hasStatus(int status) {
        return equal("status", status, actual.status());
    }

    /** The client would get this field; null: it would not get it. */
    public ExplanationAssert hasField(String name, String value) {
        return equal("field " + name + " of the response", value, actual.responseField(name));
    }

    /** The client would get this file, which is given by the end of its path. */
    public ExplanationAssert sendsFile(String end) {
        if (actual.file() == null || !actual.file().endsWith(end)) {
            return equal("file", end, actual.file());
        }
        return this;
    }

    /** This server would handle it, by its first name; empty for none. */
    public ExplanationAssert inServer(String name) {
        return equal("server", name, actual.server());
    }

    /** This location would handle it, as written after {@code location}; null for none. */
    public ExplanationAssert inLocation(String location) {
        return equal("location", location, actual.location());
    }

    private ExplanationAssert equal(String what, Object expected, Object found) {
        if (!Objects.equals(expected, found)) {
            throw failureWithActualExpected(
                    found,
                    expected,
                    "%n%s%n  expected: %s%n  actual:   %s%n%n%s",
                    what,
                    text(expected),
                    text(found),
                    String.join("\n", ExplanationText.lines(actual, directory, false)));
        }
        return this;
    }

    private static String text(Object value) {
        return value == null ? "none" : "\"" + value + "\"";
    }
}
