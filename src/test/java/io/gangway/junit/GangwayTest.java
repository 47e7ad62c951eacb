package io.gangway.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Serves an unchanged configuration file before each test of the class: on free ports instead of its own, and with the
 * fields annotated with {@link Upstream} as its backends. Tests take a {@link Proxy} as a parameter.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(GangwayExtension.class)
public @interface GangwayTest {
    /** The configuration file; a relative path starts from the working directory. */
    String value();

    /** nginx's {@code -p}; the directory of the file by default. */
    String prefix() default "";

    /** Maps directories of the server to directories of the project, for example {@code /etc/nginx=src/main/nginx}. */
    String[] directories() default {};
}
