package io.gangway.log;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Four functions of the C library, called by {@code java.lang.foreign}. That is a part of Java 22 and newer, so it is
 * found by reflection; the calls themselves are direct. Each takes a buffer of four bytes for {@code errno} first, and
 * buffers must be direct.
 */
final class NativeCalls {
    /** Whether this is Linux on Java 22 or newer. */
    static final boolean AVAILABLE =
            Runtime.version().feature() >= 22 && System.getProperty("os.name").equals("Linux");

    private static final String PACKAGE = "java.lang.foreign.";

    private NativeCalls() {}

    /** Linked on first use. */
    private static final class Linked {
        static final MethodHandle SEGMENT = segment();
        static final MethodHandle SOCKET = function("socket", int.class, int.class, int.class, int.class);
        static final MethodHandle CONNECT = function("connect", int.class, int.class, Object.class, int.class);
        static final MethodHandle SEND = function("send", long.class, int.class, Object.class, long.class, int.class);
        static final MethodHandle CLOSE = function("close", int.class, int.class);
    }

    static int socket(ByteBuffer errno, int family, int type, int protocol) {
        try {
            return (int) Linked.SOCKET.invokeExact(memory(errno), family, type, protocol);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int connect(ByteBuffer errno, int descriptor, ByteBuffer address) {
        try {
            return (int) Linked.CONNECT.invokeExact(memory(errno), descriptor, memory(address), address.capacity());
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static long send(ByteBuffer errno, int descriptor, ByteBuffer message, long length, int flags) {
        try {
            return (long) Linked.SEND.invokeExact(memory(errno), descriptor, memory(message), length, flags);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int close(ByteBuffer errno, int descriptor) {
        try {
            return (int) Linked.CLOSE.invokeExact(memory(errno), descriptor);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static Object memory(ByteBuffer direct) throws Throwable {
        return (Object) Linked.SEGMENT.invokeExact((Object) direct);
    }

    private static IllegalStateException impossible(Throwable cause) {
        return new IllegalStateException("a function of the C library could not be called", cause);
    }

    /** {@code MemorySegment.ofBuffer}. */
    private static MethodHandle segment() {
        try {
            Method method = type("MemorySegment").getMethod("ofBuffer", java.nio.Buffer.class);
            return MethodHandles.publicLookup().unreflect(method).asType(methodType(Object.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw impossible(e);
        }
    }

    /** Links a function; addresses are of type {@code Object}. */
    private static MethodHandle function(String name, Class<?> returns, Class<?>... parameters) {
        try {
            Class<?> layouts = type("MemoryLayout");
            Object arguments = Array.newInstance(layouts, parameters.length);
            for (int i = 0; i < parameters.length; i++) {
                Array.set(arguments, i, layout(parameters[i]));
            }
            Object descriptor = type("FunctionDescriptor")
                    .getMethod("of", layouts, arguments.getClass())
                    .invoke(null, layout(returns), arguments);
            Object options = Array.newInstance(type("Linker$Option"), 1);
            Method capture = type("Linker$Option").getMethod("captureCallState", String[].class);
            Array.set(options, 0, capture.invoke(null, (Object) new String[] {"errno"}));
            Object linker = type("Linker").getMethod("nativeLinker").invoke(null);
            Object lookup = type("Linker").getMethod("defaultLookup").invoke(linker);
            Optional<?> address = (Optional<?>)
                    type("SymbolLookup").getMethod("find", String.class).invoke(lookup, name);
            MethodHandle handle = (MethodHandle) type("Linker")
                    .getMethod("downcallHandle", type("MemorySegment"), type("FunctionDescriptor"), options.getClass())
                    .invoke(linker, address.orElseThrow(), descriptor, options);
            return handle.asType(exact(returns, parameters));
        } catch (ReflectiveOperationException e) {
            throw impossible(e);
        }
    }

    private static MethodType exact(Class<?> returns, Class<?>... parameters) {
        return methodType(returns, Object.class, parameters);
    }

    private static Object layout(Class<?> carrier) throws ReflectiveOperationException {
        String name = carrier == int.class ? "JAVA_INT" : carrier == long.class ? "JAVA_LONG" : "ADDRESS";
        return type("ValueLayout").getField(name).get(null);
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(PACKAGE + name);
    }
}
