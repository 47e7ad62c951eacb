package io.gangway.fuzz;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** The main program of {@code bench/fuzz}: new seeds, one target after another, for a given time. */
public final class LongRun {
    /** Creates a target, which may start a server. */
    private interface Kind {
        Target make() throws IOException;
    }

    private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put("request-heads", RequestHeadTarget::new);
        KINDS.put("response-heads", ResponseHeadTarget::new);
        KINDS.put("chunks", ChunkedBodyTarget::new);
        KINDS.put("frames", Http2FrameTarget::new);
        KINDS.put("clients", HostileClientTarget::new);
        KINDS.put("backends", HostileBackendTarget::new);
        KINDS.put("http2", HostileHttp2Target::new);
        KINDS.put("http2-backend", HostileHttp2BackendTarget::new);
        KINDS.put("websockets", HostileWebSocketTarget::new);
        KINDS.put("configurations", ConfigurationTarget::new);
    }

    private LongRun() {}

    /** @param args seconds for each target, a seed, then names of targets; all targets by default */
    public static void main(String[] args) throws IOException {
        long seconds = Long.parseLong(args[0]);
        long seed = args[1].isEmpty() ? new Random().nextInt(Integer.MAX_VALUE) : Long.parseLong(args[1]);
        List<String> names = List.of(args).subList(2, args.length);
        List<String> found = new ArrayList<>();
        for (String name : names.isEmpty() ? KINDS.keySet() : names) {
            Kind kind = KINDS.get(name);
            if (kind == null) {
                throw new IllegalArgumentException("target: " + name + " (expected: one of " + KINDS.keySet() + ")");
            }
            try (Target target = kind.make()) {
                long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
                long inputs = new Fuzzer(target, seed).runUntil(deadline);
                System.out.println(name + ": " + inputs + " inputs of seed " + seed);
            } catch (AssertionError e) {
                System.out.println(name + ": " + e.getMessage());
                found.add(name);
            }
        }
        System.exit(found.isEmpty() ? 0 : 1);
    }
}
