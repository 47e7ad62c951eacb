package io.gangway.dev;

import io.gangway.exchange.Exchange;
import io.gangway.websocket.Message;
import io.gangway.websocket.MessageHook;
import io.gangway.websocket.Side;
import io.gangway.websocket.Verdict;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** Prints, records and drops messages of tunnels, as the options ask. Thread-safe. */
final class Messages implements AutoCloseable {
    private static final int MAX_SHOWN = 200;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final DevOptions options;
    private final Screen screen;
    /** Writes the recording on one thread, so that no event loop waits for the disk. */
    private final ExecutorService writing;

    private final BufferedWriter record;
    private final AtomicLong tunnels = new AtomicLong();

    Messages(DevOptions options, Screen screen, ExecutorService writing) throws IOException {
        this.options = options;
        this.screen = screen;
        this.writing = writing;
        record = options.record == null ? null : open(options.record, options.force);
    }

    private static BufferedWriter open(Path file, boolean force) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        return force
                ? Files.newBufferedWriter(file)
                : Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    MessageHook hook(Exchange exchange) {
        String target = exchange.head().target();
        String path = target.contains("?") ? target.substring(0, target.indexOf('?')) : target;
        long tunnel = tunnels.incrementAndGet();
        long opened = System.nanoTime();
        return message -> {
            boolean lost = options.dropPercent > ThreadLocalRandom.current().nextInt(100);
            if (!options.see.isEmpty()) {
                screen.line((message.from() == Side.CLIENT ? "   -->  " : "   <--  ") + path + "  " + shown(message)
                        + (lost ? "  (lost)" : ""));
            }
            if (record != null) {
                long millis = (System.nanoTime() - opened) / NANOS_PER_MILLI;
                String line = new Recording.Entry(millis, tunnel, message).line();
                writing.execute(() -> write(line));
            }
            return lost ? Verdict.drop() : Verdict.pass(message);
        };
    }

    private static String shown(Message message) {
        if (!message.text()) {
            return message.bytes().length + " bytes";
        }
        String text = message.string();
        return text.length() <= MAX_SHOWN
                ? text
                : text.substring(0, MAX_SHOWN) + "… (" + message.bytes().length + " bytes)";
    }

    private void write(String line) {
        try {
            record.write(line);
            record.newLine();
            record.flush();
        } catch (IOException e) {
            screen.line("--record " + options.record + ": " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        if (record != null) {
            record.close();
        }
    }
}
