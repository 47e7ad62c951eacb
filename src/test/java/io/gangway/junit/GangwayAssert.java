package io.gangway.junit;

import io.gangway.Gangway;
import io.gangway.conf.Environment;
import io.gangway.explain.ExplainedRequest;
import java.nio.file.Path;
import org.assertj.core.api.AbstractAssert;

/** Assertions about a configuration. */
public final class GangwayAssert extends AbstractAssert<GangwayAssert, Gangway> {
    GangwayAssert(Gangway actual) {
        super(actual, GangwayAssert.class);
    }

    /** Explains a GET request; a path alone goes to the first {@code listen} of the file. */
    public ExplanationAssert explains(String url) {
        return explains(ExplainedRequest.of(url));
    }

    /** Explains a request. */
    public ExplanationAssert explains(ExplainedRequest request) {
        isNotNull();
        Path file = actual.files().isEmpty() ? null : actual.files().get(0);
        String directory = file == null ? null : Environment.bytes(file.getParent());
        return new ExplanationAssert(actual.explain(request), directory);
    }
}
