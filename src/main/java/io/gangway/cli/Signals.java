package io.gangway.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Handles signals of the operating system. {@code sun.misc.Signal} is in a module that every JDK has (jdk.unsupported),
 * but the compiler warns about it, so it is called by reflection.
 */
final class Signals {
    private Signals() {}

    /**
     * Runs {@code action} for each signal, on a thread of the JVM; it must be short.
     *
     * @param name the signal, without SIG
     * @return false if this JVM does not release the signal
     */
    static boolean handle(String name, Runnable action) {
        try {
            // https://bugs.openjdk.org/browse/JDK-8361402: javac warns of this API, and the warning stays on.
            // Reflection can go when the JDK has a supported API for signals.
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(),
                    new Class<?>[] {handler},
                    (proxy, method, arguments) -> call(proxy, method, arguments, action));
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
            return true;
        } catch (ReflectiveOperationException e) {
            if (e instanceof InvocationTargetException && e.getCause() instanceof Error error) {
                throw error;
            }
            return false;
        }
    }

    private static Object call(Object proxy, Method method, Object[] arguments, Runnable action) {
        return switch (method.getName()) {
            case "handle" -> {
                action.run();
                yield null;
            }
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            default -> "signal handler";
        };
    }
}
