package io.gangway.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A field of type {@link io.gangway.testing.ScriptedUpstream} that plays the servers of an upstream. It is set before each
 * test, and shows in its answers what it was asked until the test gives it another script.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Upstream {
    /** Name of the {@code upstream} block; without such a block, what stands behind {@code ://} in a {@code proxy_pass}. */
    String value();
}
