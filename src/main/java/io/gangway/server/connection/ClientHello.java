package io.gangway.server.connection;

import io.gangway.net.TlsHello;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The ClientHello message of a TLS connection (RFC 8446 section 4.1.2, RFC 6066 section 3). It is read before a TLS
 * engine is created, because the virtual server that it names determines all TLS settings, not only the certificate.
 *
 * @param complete whether the whole message has arrived; else more bytes are needed
 * @param content the parsed parts; empty when it is malformed: the engine will then report the error
 */
record ClientHello(boolean complete, TlsHello content) {
    private static final ClientHello INCOMPLETE = new ClientHello(false, TlsHello.EMPTY);
    private static final ClientHello UNREADABLE = new ClientHello(true, TlsHello.EMPTY);

    private static final int HANDSHAKE_RECORD = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_NAME = 0;
    private static final int GROUPS = 10;
    private static final int HOST_NAME = 0;
    private static final int RECORD_HEAD = 5;
    private static final int MESSAGE_HEAD = 4;
    private static final int VERSION_AND_RANDOM = 2 + 32;

    /** Parses the bytes received so far, without consuming them. */
    static ClientHello of(ByteBuffer bytes) {
        ByteBuffer message = ByteBuffer.allocate(bytes.remaining());
        ByteBuffer records = bytes.duplicate();
        while (records.remaining() >= RECORD_HEAD) {
            if (records.get() != HANDSHAKE_RECORD) {
                return UNREADABLE;
            }
            records.getShort();
            int length = Short.toUnsignedInt(records.getShort());
            int available = Math.min(length, records.remaining());
            message.put(records.slice(records.position(), available));
            records.position(records.position() + available);
            if (isComplete(message)) {
                return read(message.flip());
            }
        }
        return INCOMPLETE;
    }

    /** Whether there is enough to parse the message, or to see that it is another one. */
    private static boolean isComplete(ByteBuffer message) {
        if (message.position() < MESSAGE_HEAD) {
            return false;
        }
        boolean isHello = message.get(0) == CLIENT_HELLO;
        return !isHello || message.position() - MESSAGE_HEAD >= (message.getInt(0) & 0xffffff);
    }

    private static ClientHello read(ByteBuffer message) {
        try {
            if (message.get() != CLIENT_HELLO) {
                return UNREADABLE;
            }
            skip(message, 3 + VERSION_AND_RANDOM);
            skip(message, Byte.toUnsignedInt(message.get()));
            String ciphers = numbers(message);
            String name = null;
            String groups = "";
            skip(message, Byte.toUnsignedInt(message.get()));
            skip(message, message.remaining() < 2 ? message.remaining() : 2);
            while (message.hasRemaining()) {
                int type = Short.toUnsignedInt(message.getShort());
                int length = Short.toUnsignedInt(message.getShort());
                int from = message.position();
                skip(message, length);
                ByteBuffer extension = message.slice(from, length);
                if (type == SERVER_NAME) {
                    name = hostName(extension);
                } else if (type == GROUPS) {
                    groups = numbers(extension);
                }
            }
            return new ClientHello(true, new TlsHello(name, ciphers, groups));
        } catch (BufferUnderflowException e) {
            // A length exceeds the message.
            return UNREADABLE;
        }
    }

    private static String hostName(ByteBuffer extension) {
        int listLength = Short.toUnsignedInt(extension.getShort());
        if (listLength == 0 || extension.get() != HOST_NAME) {
            return null;
        }
        byte[] name = new byte[Short.toUnsignedInt(extension.getShort())];
        extension.get(name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    /** Reads a list with its length in bytes before it. */
    private static String numbers(ByteBuffer from) {
        int count = Short.toUnsignedInt(from.getShort()) / 2;
        StringBuilder numbers = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            numbers.append(from.getChar());
        }
        return numbers.toString();
    }

    private static void skip(ByteBuffer buffer, int length) {
        if (length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        buffer.position(buffer.position() + length);
    }
}
