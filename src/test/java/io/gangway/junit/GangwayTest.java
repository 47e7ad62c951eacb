package io.gangway.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Before each test of the class a configuration is served as it is: on free ports instead of its own, with the backends of the
 * fields that say {@link Upstream}. Tests take a {@link Proxy} as a parameter.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(GangwayExtension.class)
public @interface GangwayTest {
    /** The file, below the working folder unless absolute. */
    String value();

    /** nginx's {@code -p}; the folder of the file unless said. */
    String prefix() default "";

    /** Folders of production and where they are here, {@code /etc/nginx=src/main/nginx}. */
    String[] directories() default {};
}
