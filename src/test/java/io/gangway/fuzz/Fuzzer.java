package io.gangway.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs inputs on a target up to a number or a deadline, or until a check fails. */
final class Fuzzer {
    private static final Path FINDINGS = Path.of("target/fuzz");
    private static final int CHECK_EVERY = 500;

    private final Target target;
    private final long seed;
    private final Mutator mutator;
    private long count;

    Fuzzer(Target target, long seed) {
        this.target = target;
        this.seed = seed;
        mutator = new Mutator(seed, target.seeds(), target.words());
    }

    /** Runs the seeds, then this many inputs. */
    void run(long inputs) throws IOException {
        for (byte[] input : target.seeds()) {
            run(input);
        }
        while (count < inputs) {
            next();
        }
        check();
    }

    /** Runs inputs until the deadline of {@link System#nanoTime}; returns their number. */
    long runUntil(long deadline) throws IOException {
        while (System.nanoTime() - deadline < 0) {
            next();
        }
        check();
        return count;
    }

    private void next() throws IOException {
        run(mutator.next());
        count++;
        if (count % CHECK_EVERY == 0) {
            check();
        }
    }

    private void run(byte[] input) throws IOException {
        try {
            target.run(input);
        } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
            throw finding(input, e);
        }
    }

    private void check() throws IOException {
        try {
            target.check();
        } catch (Exception | AssertionError e) {
            throw new AssertionError("after input " + count + " of seed " + seed + ": " + e, e);
        }
    }

    private AssertionError finding(byte[] input, Throwable cause) throws IOException {
        String name = target.getClass().getSimpleName();
        Files.createDirectories(FINDINGS);
        Path file = FINDINGS.resolve(name + "-" + seed + "-" + count + ".bin");
        Files.write(file, input);
        String text = Bytes.shown(Bytes.text(input));
        return new AssertionError(
                name + ", input " + count + " of seed " + seed + " (" + file + "): " + cause + "\n"
                        + (text.length() > 2000 ? text.substring(0, 2000) + "..." : text),
                cause);
    }
}
