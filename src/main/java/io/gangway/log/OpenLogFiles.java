package io.gangway.log;

import io.gangway.conf.NumberValue;
import io.gangway.conf.TimeValue;
import io.gangway.config.DirectiveArguments;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A cache of open log files whose names contain variables: {@code open_log_file_cache}. Safe for any thread; owned by
 * its generation.
 */
final class OpenLogFiles implements AutoCloseable {
    /** Opens the file for each line. */
    static final OpenLogFiles OFF = new OpenLogFiles(0, 0, 0, 0);

    private static final class Entry {
        /** Null while it is not used often enough. */
        private FileOutputStream out;

        /** Identifies the file, if the system supports that. */
        private Object key;

        private int uses;
        private long checkedMillis;
        private long usedMillis;
    }

    private final int max;
    private final long inactiveMillis;
    private final int minUses;
    private final long validMillis;

    /** In order of use, least recently used first; guarded by this. */
    private final Map<Path, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    private boolean closed;

    private OpenLogFiles(int max, long inactiveMillis, int minUses, long validMillis) {
        this.max = max;
        this.inactiveMillis = inactiveMillis;
        this.minUses = minUses;
        this.validMillis = validMillis;
    }

    static OpenLogFiles read(DirectiveArguments r) {
        int max = 0;
        int minUses = 1;
        long inactive = 10_000;
        long valid = 60_000;
        boolean off = false;
        for (String word : r.args()) {
            String value = word.substring(word.indexOf('=') + 1);
            if (word.startsWith("max=")) {
                max = number(r, word, value);
            } else if (word.startsWith("inactive=")) {
                inactive = millis(r, word, value);
            } else if (word.startsWith("min_uses=")) {
                minUses = number(r, word, value);
            } else if (word.startsWith("valid=")) {
                valid = millis(r, word, value);
            } else if (word.equals("off")) {
                off = true;
            } else {
                throw invalid(r, word);
            }
        }
        if (off) {
            return OFF;
        }
        if (max == 0) {
            throw r.error("\"open_log_file_cache\" must have \"max\" parameter");
        }
        return r.context().closeWithGeneration(new OpenLogFiles(max, inactive, minUses, valid));
    }

    private static int number(DirectiveArguments r, String word, String value) {
        return (int) Math.min(NumberValue.parse(value).orElseThrow(() -> invalid(r, word)), Integer.MAX_VALUE);
    }

    private static long millis(DirectiveArguments r, String word, String value) {
        return TimeValue.seconds(value).map(Duration::toMillis).orElseThrow(() -> invalid(r, word));
    }

    private static RuntimeException invalid(DirectiveArguments r, String word) {
        return r.error("invalid \"open_log_file_cache\" parameter \"" + word + "\"");
    }

    /** Writes a line to a file, which is opened if necessary. */
    void write(Path path, Line line, long nowMillis) throws IOException {
        if (max == 0) {
            try (FileOutputStream out = LogFile.appending(path)) {
                out.write(line.array(), 0, line.length());
            }
            return;
        }
        cached(path, line, nowMillis);
    }

    private synchronized void cached(Path path, Line line, long nowMillis) throws IOException {
        Entry entry = entries.get(path);
        boolean fresh = entry == null;
        if (fresh) {
            entry = new Entry();
        }
        try {
            open(entry, path, nowMillis);
        } catch (IOException e) {
            entries.remove(path);
            throw e;
        }
        if (fresh) {
            evictOldest();
            entries.put(path, entry);
        }
        entry.uses++;
        entry.usedMillis = nowMillis;
        try {
            entry.out.write(line.array(), 0, line.length());
        } finally {
            if (entry.uses < minUses || closed) {
                close(entry);
            }
            expire(nowMillis);
        }
    }

    private void open(Entry entry, Path path, long nowMillis) throws IOException {
        if (entry.out != null && nowMillis - entry.checkedMillis >= validMillis) {
            if (entry.key == null || !entry.key.equals(key(path))) {
                close(entry);
            }
            entry.checkedMillis = nowMillis;
        }
        if (entry.out == null) {
            entry.out = LogFile.appending(path);
            entry.key = key(path);
            entry.checkedMillis = nowMillis;
        }
    }

    private static Object key(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            // It was moved; opening creates a new one.
            return null;
        }
    }

    private void evictOldest() {
        Iterator<Entry> oldest = entries.values().iterator();
        while (entries.size() >= max) {
            close(oldest.next());
            oldest.remove();
        }
    }

    /** Closes inactive files, as in nginx at most two per call. */
    private void expire(long nowMillis) {
        Iterator<Entry> oldest = entries.values().iterator();
        for (int i = 0; i < 2 && oldest.hasNext(); i++) {
            Entry entry = oldest.next();
            if (nowMillis - entry.usedMillis <= inactiveMillis) {
                return;
            }
            close(entry);
            oldest.remove();
        }
    }

    private static void close(Entry entry) {
        if (entry.out == null) {
            return;
        }
        try {
            entry.out.close();
        } catch (IOException e) {
            // All lines were written when they were added.
            entry.key = null;
        }
        entry.out = null;
    }

    @Override
    public synchronized void close() {
        closed = true;
        entries.values().forEach(OpenLogFiles::close);
        entries.clear();
    }
}
