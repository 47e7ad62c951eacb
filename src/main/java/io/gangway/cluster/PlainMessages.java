package io.gangway.cluster;

import java.io.DataInput;
import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;
import org.jgroups.BytesMessage;
import org.jgroups.EmptyMessage;
import org.jgroups.LongMessage;
import org.jgroups.Message;
import org.jgroups.MessageFactory;
import org.jgroups.ObjectMessage;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.util.Digest;
import org.jgroups.util.MutableDigest;
import org.jgroups.util.SeqnoList;

/**
 * Restricts what is read from the wire: bytes, numbers, and the objects that JGroups itself sends in its acknowledgements.
 * By default, JGroups creates an object of any class that a message names, and deserializes it.
 */
final class PlainMessages extends MessageFactory {
    private static final Set<Short> OBJECTS = Set.of(
            ClassConfigurator.getMagicNumber(SeqnoList.class),
            ClassConfigurator.getMagicNumber(Digest.class),
            ClassConfigurator.getMagicNumber(MutableDigest.class));

    /** Whether this thread reads a message of a {@link PlainTcp}; other users of JGroups in the process read any. */
    private static final ThreadLocal<Boolean> READING = new ThreadLocal<>();

    static {
        for (short type = 0; type < creators.length; type++) {
            restrict(type, creators[type]);
        }
    }

    private PlainMessages() {}

    private static void restrict(short type, Supplier<? extends Message> any) {
        Supplier<? extends Message> plain = switch (type) {
            case Message.BYTES_MSG -> Bytes::new;
            case Message.EMPTY_MSG -> EmptyMessage::new;
            case Message.LONG_MSG -> LongMessage::new;
            case Message.OBJ_MSG -> KnownObject::new;
            default ->
                () -> {
                    throw new IllegalArgumentException("a message of type " + type + " is not accepted");
                };
        };
        creators[type] = () -> READING.get() == null ? any.get() : plain.get();
    }

    /** Runs a task that reads a message; it can only be a plain one. */
    static void read(Runnable task) {
        READING.set(true);
        try {
            task.run();
        } finally {
            READING.remove();
        }
    }

    /** Bytes that remain bytes, even if a flag says that they are an object. */
    private static final class Bytes extends BytesMessage {
        @Override
        public <T> T getObject(ClassLoader loader) {
            throw new IllegalArgumentException("an object in bytes is not accepted");
        }
    }

    private static final class KnownObject extends ObjectMessage {
        @Override
        public void readPayload(DataInput in) throws IOException, ClassNotFoundException {
            if (in.readByte() == 0) {
                return;
            }
            short number = in.readShort();
            if (!OBJECTS.contains(number)) {
                throw new IOException("an object of class number " + number + " is not accepted");
            }
            obj = ClassConfigurator.create(number);
            obj.readFrom(in);
        }
    }
}
