package io.gangway.content;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code client_body_temp_path} and similar directives: a directory for temporary files, and the digits of its
 * subdirectory levels, which are named by the last digits of the file names. Directories are created when the first
 * file needs them.
 *
 * @param directory absolute
 * @param levels digits of each level, outermost first; empty for none
 */
public record TempPath(Path directory, List<Integer> levels) {
    private static final Set<OpenOption> NAMED =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    /** On Unix the JDK removes such a file from its directory as soon as it is open, as nginx does. */
    private static final Set<OpenOption> NAMELESS = Set.of(
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.DELETE_ON_CLOSE);

    /** One for the whole process and all directories, as in nginx; read as unsigned. */
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Step to another number when a name is taken by a file that was kept. */
    private static final int LEAP = ThreadLocalRandom.current().nextInt(1 << 16, Integer.MAX_VALUE);

    /** A new file, open for reading and writing, owned by whoever created it. */
    public record Created(FileChannel channel, Path file) {}

    /**
     * Creates a file that other users cannot read. Blocks.
     *
     * @param named whether the file keeps its name; otherwise it is removed at once, so that nothing is left even after
     *     a crash
     * @throws IOException in nginx's wording
     */
    public Created create(boolean named) throws IOException {
        int number = NUMBER.incrementAndGet();
        boolean made = false;
        while (true) {
            Path file = file(String.format("%010d", Integer.toUnsignedLong(number)));
            try {
                return new Created(open(file, named), file);
            } catch (FileAlreadyExistsException e) {
                number = NUMBER.addAndGet(LEAP);
            } catch (NoSuchFileException e) {
                if (made) {
                    throw PrivateFiles.failed("open()", file, e);
                }
                made = true;
                PrivateFiles.createDirectories(directory, file);
            } catch (IOException e) {
                throw PrivateFiles.failed("open()", file, e);
            }
        }
    }

    private Path file(String digits) {
        Path inner = directory;
        int end = digits.length();
        for (int level : levels) {
            inner = inner.resolve(digits.substring(end - level, end));
            end -= level;
        }
        return inner.resolve(digits);
    }

    private static FileChannel open(Path file, boolean named) throws IOException {
        return PrivateFiles.open(file, named ? NAMED : NAMELESS);
    }
}
