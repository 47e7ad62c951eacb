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
    private final MethodHandle cancelWrite;
    private final Method requestId;
    private final Method tunnelSupport;
    private final Method tunnelProtocol;
    private final Method tunnelEndPoint;

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
        Class<?> request = jetty.loadClass("org.eclipse.jetty.server.Request");
        connectionMetaData = request.getMethod("getConnectionMetaData");
        requestId = request.getMethod("getId");
        tunnelSupport = request.getMethod("getTunnelSupport");
        tunnelProtocol = tunnelSupport.getReturnType().getMethod("getProtocol");
        tunnelEndPoint = tunnelSupport.getReturnType().getMethod("getEndPoint");
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
        cancelWrite = handle(endPoint.getMethod("cancelWrite", Throwable.class), Object.class, Throwable.class);
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

    private static Object core(ServletRequest request) throws ReflectiveOperationException {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        return inner.getClass().getMethod("getRequest").invoke(inner);
    }

    /** Returns the end point of a request. */
    Object endPoint(ServletRequest request) throws IOException {
        try {
            return endPointOf.invoke(connectionOf.invoke(connectionMetaData.invoke(core(request))));
        } catch (ReflectiveOperationException e) {
            throw new IOException(e);
        }
    }

    /** Returns {@code :protocol} of an extended CONNECT; null for another request. */
    String protocol(ServletRequest request) throws IOException {
        try {
            Object support = tunnelSupport.invoke(core(request));
            return support == null ? null : (String) tunnelProtocol.invoke(support);
        } catch (ReflectiveOperationException e) {
            throw new IOException(e);
        }
    }

    /** Returns the end point of the stream of an extended CONNECT. */
    Object streamEndPoint(ServletRequest request) throws IOException {
        try {
            return tunnelEndPoint.invoke(tunnelSupport.invoke(core(request)));
        } catch (ReflectiveOperationException e) {
            throw new IOException(e);
        }
    }

    /** Returns the number of the HTTP/2 stream of a request. */
    int stream(ServletRequest request) throws IOException {
        try {
            return Integer.parseInt((String) requestId.invoke(core(request)));
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

    /** Resets a stream. */
    void reset(Object endPoint, Throwable cause) {
        try {
            Object pending = (Object) cancelWrite.invokeExact(endPoint, cause);
            if (pending != null) {
                callback.getMethod("succeeded").invoke(pending);
            }
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
