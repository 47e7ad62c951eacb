package io.gangway.cluster;

import io.gangway.config.SyncZone;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message between nodes: records of one zone. Numbers are big-endian, each text and record follows its length in two
 * bytes: magic number (4 bytes), type (1), the clock of the sender in milliseconds (8), name and shape of the zone,
 * records.
 *
 * @param stampMillis the monotonic clock of the sender
 * @param zone the name of the zone; empty in {@link Type#ASK}
 * @param shape {@link SyncZone#shape}
 * @param records in the format of the zone
 */
record SyncMessage(Type type, long stampMillis, String zone, String shape, List<ByteBuffer> records) {
    /** What a message is for. */
    enum Type {
        CHANGES,
        /** The first part of the whole state. */
        ALL,
        /** Another part of the whole state. */
        MORE,
        /** Asks the other nodes for their whole state. */
        ASK;

        private static final Type[] ALL_TYPES = values();
    }

    /** "GZS" and the version of the format. */
    private static final int MAGIC = 0x475A5301;

    private static final int HEAD = Integer.BYTES + 1 + Long.BYTES;

    /** Maximum length of a text or record. */
    static final int MAX_PART = 65_535;

    /**
     * Writes the messages for records: at least one, so that an empty state is known to be empty.
     *
     * @param first the type of the first message
     * @param rest the type of the others
     * @param max the length of a message; a longer record has one of its own
     */
    static List<byte[]> write(Type first, Type rest, long stampMillis, SyncZone zone, List<byte[]> records, int max) {
        List<byte[]> messages = new ArrayList<>();
        int next = 0;
        do {
            int begin = next;
            int length =
                    HEAD + 2 * Short.BYTES + zone.name().length() + zone.shape().length();
            while (next < records.size() && (next == begin || length + Short.BYTES + records.get(next).length <= max)) {
                length += Short.BYTES + records.get(next).length;
                next++;
            }
            ByteBuffer message = head(length, begin == 0 ? first : rest, stampMillis);
            put(message, zone.name().getBytes(StandardCharsets.ISO_8859_1));
            put(message, zone.shape().getBytes(StandardCharsets.ISO_8859_1));
            records.subList(begin, next).forEach(record -> put(message, record));
            messages.add(message.array());
        } while (next < records.size());
        return messages;
    }

    /** Writes a message that asks for the state of the others. */
    static byte[] ask(long stampMillis) {
        return head(HEAD + 2 * Short.BYTES, Type.ASK, stampMillis).array();
    }

    private static ByteBuffer head(int length, Type type, long stampMillis) {
        return ByteBuffer.allocate(length)
                .putInt(MAGIC)
                .put((byte) type.ordinal())
                .putLong(stampMillis);
    }

    private static void put(ByteBuffer message, byte[] part) {
        message.putShort((short) part.length).put(part);
    }

    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException if it is none
     */
    static SyncMessage read(ByteBuffer message) {
        try {
            if (message.getInt() != MAGIC) {
                throw new IllegalArgumentException("not a message of zone_sync, or of another version");
            }
            int type = message.get();
            if (type < 0 || type >= Type.ALL_TYPES.length) {
                throw new IllegalArgumentException("type " + type);
            }
            long stampMillis = message.getLong();
            String zone = StandardCharsets.ISO_8859_1.decode(part(message)).toString();
            String shape = StandardCharsets.ISO_8859_1.decode(part(message)).toString();
            List<ByteBuffer> records = new ArrayList<>();
            while (message.hasRemaining()) {
                records.add(part(message));
            }
            return new SyncMessage(Type.ALL_TYPES[type], stampMillis, zone, shape, records);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("it is cut off", e);
        }
    }

    private static ByteBuffer part(ByteBuffer message) {
        int length = message.getShort() & 0xFFFF;
        if (length > message.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer part = message.slice(message.position(), length);
        message.position(message.position() + length);
        return part;
    }
}
