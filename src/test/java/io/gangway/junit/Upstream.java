package io.gangway.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A field of type {@link io.gangway.testing.ScriptedUpstream} that replaces the servers of an upstream. It is set
 * before each test, and echoes requests in its responses until the test gives it another script.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Upstream {
    /** The name of an {@code upstream} block, or else what follows {@code ://} in a {@code proxy_pass}. */
    String value();
}
