package io.gangway.servlet;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Access to Jetty's end points from a web application. Jetty hides its classes from web applications, and the classes
 * of the same names in the WAR are different ones; so this uses reflection, on public methods only.
 */
final class JettyIo {
    // https://github.com/jetty/jetty.project/issues/4030: Jetty hides all of its classes from web applications.
    // Reflection can go when Jetty shows them an interface for upgrades.
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.publicLookup();

    private final ClassLoader loader;
    private final Class<?> connection;
    private final Class<?> upgradeTo;
    private final Class<?> callback;
    private final Object nonBlocking;
    private final Method connectionMetaData;
    private final Method connectionOf;
    private final Method endPointOf;
    private final MethodHandle fill;
    private final MethodHandle flush;
    private final MethodHandle write;
    private final MethodHandle fillInterested;
    private final MethodHandle shutdownOutput;
    private final MethodHandle setIdleTimeout;
    private final MethodHandle transport;
    private final MethodHandle isSecure;
    private final MethodHandle close;

    /**
     * @throws ReflectiveOperationException when the container is not Jetty, or an unsupported version
     */
    JettyIo(ClassLoader jetty) throws ReflectiveOperationException {
        loader = jetty;
        Class<?> endPoint = jetty.loadClass("org.eclipse.jetty.io.EndPoint");
        connection = jetty.loadClass("org.eclipse.jetty.io.Connection");
        upgradeTo = jetty.loadClass("org.eclipse.jetty.io.Connection$UpgradeTo");
        callback = jetty.loadClass("org.eclipse.jetty.util.Callback");
        nonBlocking = jetty.loadClass("org.eclipse.jetty.util.thread.Invocable$InvocationType")
                .getField("NON_BLOCKING")
                .get(null);
        connectionMetaData = jetty.loadClass("org.eclipse.jetty.server.Request").getMethod("getConnectionMetaData");
        connectionOf = connectionMetaData.getReturnType().getMethod("getConnection");
        endPointOf = connection.getMethod("getEndPoint");
        fill = handle(endPoint.getMethod("fill", ByteBuffer.class), int.class, ByteBuffer.class);
        flush = handle(endPoint.getMethod("flush", ByteBuffer[].class), boolean.class, ByteBuffer[].class);
        write = handle(
                endPoint.getMethod("write", callback, ByteBuffer[].class),
                void.class,
                Object.class,
                ByteBuffer[].class);
        fillInterested = handle(endPoint.getMethod("fillInterested", callback), void.class, Object.class);
        shutdownOutput = handle(endPoint.getMethod("shutdownOutput"), void.class);
        setIdleTimeout = handle(endPoint.getMethod("setIdleTimeout", long.class), void.class, long.class);
        transport = handle(endPoint.getMethod("getTransport"), Object.class);
        isSecure = handle(endPoint.getMethod("isSecure"), boolean.class);
        close = handle(endPoint.getMethod("close"), void.class);
    }

    private static MethodHandle handle(Method method, Class<?> result, Class<?>... arguments)
            throws IllegalAccessException {
        MethodType type = MethodType.methodType(result, arguments).insertParameterTypes(0, Object.class);
        return LOOKUP.unreflect(method).asFixedArity().asType(type);
    }

    /** Loads a class of the container's Jetty. */
    Class<?> type(String name) throws ClassNotFoundException {
        return loader.loadClass(name);
    }

    /** Returns the end point of a request. */
    Object endPoint(ServletRequest request) throws IOException {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        try {
            Object core = inner.getClass().getMethod("getRequest").invoke(inner);
            return endPointOf.invoke(connectionOf.invoke(connectionMetaData.invoke(core)));
        } catch (ReflectiveOperationException e) {
            throw new IOException(e);
        }
    }

    /** Creates a Jetty connection that an end point can be upgraded to. */
    Object connection(InvocationHandler handler) {
        return Proxy.newProxyInstance(
                loader,
                new Class<?>[] {connection, upgradeTo},
                (proxy, method, arguments) -> method.getDeclaringClass() == Object.class
                        ? ofObject(proxy, method, arguments)
                        : handler.invoke(proxy, method, arguments));
    }

    /** Creates a non-blocking Jetty callback. */
    Object callback(Runnable succeeded, Consumer<Throwable> failed) {
        return Proxy.newProxyInstance(loader, new Class<?>[] {callback}, (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "succeeded" -> succeeded.run();
                case "failed" -> failed.accept((Throwable) arguments[0]);
                case "getInvocationType" -> {
                    return nonBlocking;
                }
                default -> {
                    return ofObject(proxy, method, arguments);
                }
            }
            return null;
        });
    }

    private static Object ofObject(Object proxy, Method method, Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "toString" -> "gangway@" + Integer.toHexString(System.identityHashCode(proxy));
            default -> throw new UnsupportedOperationException(method.toString());
        };
    }

    // ---- operations of an end point

    int fill(Object endPoint, ByteBuffer buffer) throws IOException {
        try {
            return (int) fill.invokeExact(endPoint, buffer);
        } catch (Throwable e) {
            throw io(e);
        }
    }

    boolean flush(Object endPoint, ByteBuffer[] buffers) throws IOException {
        try {
            return (boolean) flush.invokeExact(endPoint, buffers);
        } catch (Throwable e) {
            throw io(e);
        }
    }

    void write(Object endPoint, Object callback, ByteBuffer[] buffers) throws IOException {
        try {
            write.invokeExact(endPoint, callback, buffers);
        } catch (Throwable e) {
            throw io(e);
        }
    }

    void fillInterested(Object endPoint, Object callback) {
        try {
            fillInterested.invokeExact(endPoint, callback);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    void shutdownOutput(Object endPoint) {
        try {
            shutdownOutput.invokeExact(endPoint);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    void setIdleTimeout(Object endPoint, long millis) {
        try {
            setIdleTimeout.invokeExact(endPoint, millis);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    boolean isSecure(Object endPoint) {
        try {
            return (boolean) isSecure.invokeExact(endPoint);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    Object transport(Object endPoint) {
        try {
            return (Object) transport.invokeExact(endPoint);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    void close(Object endPoint) {
        try {
            close.invokeExact(endPoint);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static IOException io(Throwable cause) {
        return cause instanceof IOException io ? io : new IOException(unexpected(cause));
    }

    private static RuntimeException unexpected(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException runtime ? runtime : new IllegalStateException(cause);
    }
}
