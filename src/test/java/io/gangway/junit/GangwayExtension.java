package io.gangway.junit;

import io.gangway.Gangway;
import io.gangway.GangwayBuilder;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The JUnit extension of {@link GangwayTest}: starts the proxy and its backends before each test and stops them after
 * it.
 */
public final class GangwayExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final Namespace HERE = Namespace.create(GangwayExtension.class);

    /** The resources of one test, in the order in which they were started. */
    private record Running(Proxy proxy, Path logs, List<AutoCloseable> parts) {
        void close() throws Exception {
            for (int i = parts.size() - 1; i >= 0; i--) {
                parts.get(i).close();
            }
            try (Stream<Path> files = Files.walk(logs)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        Path logs = Files.createTempDirectory("logs");
        Running running = new Running(new Proxy(logs), logs, new ArrayList<>());
        try {
            start(context, running);
            context.getStore(HERE).put(Running.class, running);
        } catch (Exception | AssertionError e) {
            running.close();
            throw e;
        }
    }

    private static void start(ExtensionContext context, Running running) throws Exception {
        GangwayTest test = context.getRequiredTestClass().getAnnotation(GangwayTest.class);
        GangwayBuilder builder = Gangway.builder()
                .file(Path.of(test.value()))
                .freePorts()
                .logs(running.logs())
                .listener(running.proxy().listener());
        if (!test.prefix().isEmpty()) {
            builder.prefix(Path.of(test.prefix()));
        }
        for (String directory : test.directories()) {
            int equals = directory.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException(
                        "directories: " + directory + " (expected: SERVER-DIRECTORY=PROJECT-DIRECTORY)");
            }
            builder.directory(directory.substring(0, equals), Path.of(directory.substring(equals + 1)));
        }
        for (Field field : context.getRequiredTestClass().getDeclaredFields()) {
            Upstream upstream = field.getAnnotation(Upstream.class);
            if (upstream != null) {
                ScriptedUpstream backend = backend(field, context);
                running.parts().add(backend);
                builder.upstream(upstream.value(), backend.address());
            }
        }
        Gangway gangway = builder.read();
        running.parts().add(gangway);
        running.proxy().started(gangway.start());
    }

    private static ScriptedUpstream backend(Field field, ExtensionContext context)
            throws IOException, IllegalAccessException {
        ScriptedUpstream backend = ScriptedUpstream.start(Script.echoRequest());
        field.setAccessible(true);
        field.set(context.getRequiredTestInstance(), backend);
        return backend;
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        Running running = context.getStore(HERE).remove(Running.class, Running.class);
        if (running != null) {
            running.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Proxy.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(HERE).get(Running.class, Running.class).proxy();
    }
}
