package io.gangway.prometheus;

import io.gangway.loop.FileDescriptors;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The metrics of the process and of the JVM, by the names that Prometheus's client libraries use. */
final class ProcessFamilies {
    private static final int PAGE = 4096;

    private final Exposition out;

    private ProcessFamilies(Exposition out) {
        this.out = out;
    }

    static void add(Exposition out) {
        ProcessFamilies families = new ProcessFamilies(out);
        families.process();
        if (ModuleLayer.boot().findModule("java.management").isPresent()) {
            families.memory();
            families.collectors();
        }
    }

    private void process() {
        ProcessHandle.Info info = ProcessHandle.current().info();
        Optional<Duration> cpu = info.totalCpuDuration();
        cpu.ifPresent(time -> out.counter("process_cpu_seconds_total", "CPU time of the process.")
                .add(time.toMillis() / 1000.0));
        Optional<Instant> start = info.startInstant();
        start.ifPresent(time ->
                out.gauge("process_start_time_seconds", "Start of the process.").add(time.toEpochMilli() / 1000.0));
        int open = FileDescriptors.open();
        if (open > 0) {
            out.gauge("process_open_fds", "Open file descriptors.").add(open);
            out.gauge("process_max_fds", "Maximum number of file descriptors.").add(FileDescriptors.limit());
        }
        long resident = resident();
        if (resident > 0) {
            out.gauge("process_resident_memory_bytes", "Memory of the process in RAM.")
                    .add(resident);
        }
    }

    /** From Linux's {@code /proc}; 0 when unknown. */
    private static long resident() {
        try {
            return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * PAGE;
        } catch (IOException | RuntimeException e) {
            return 0;
        }
    }

    private void memory() {
        Family used = out.gauge("jvm_memory_used_bytes", "Used memory of the JVM.");
        Family committed = out.gauge("jvm_memory_committed_bytes", "Committed memory of the JVM.");
        Family max = out.gauge("jvm_memory_max_bytes", "Maximum memory of the JVM, where there is one.");
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        MemoryUsage other = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
        used.add(heap.getUsed(), "area", "heap").add(other.getUsed(), "area", "nonheap");
        committed.add(heap.getCommitted(), "area", "heap").add(other.getCommitted(), "area", "nonheap");
        if (heap.getMax() > 0) {
            max.add(heap.getMax(), "area", "heap");
        }
        Family pool = out.gauge("jvm_buffer_pool_used_bytes", "Used memory of the JVM's buffer pools.");
        Family buffers = out.gauge("jvm_buffer_pool_used_buffers", "Buffers of the JVM's buffer pools.");
        for (BufferPoolMXBean each : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            pool.add(each.getMemoryUsed(), "pool", each.getName());
            buffers.add(each.getCount(), "pool", each.getName());
        }
    }

    private void collectors() {
        out.gauge("jvm_threads_current", "Threads of the JVM.")
                .add(ManagementFactory.getThreadMXBean().getThreadCount());
        Family collections = out.summary("jvm_gc_collection_seconds", "Time spent in garbage collections.");
        for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
            collections.add(each.getCollectionCount(), each.getCollectionTime() / 1000.0, "gc", each.getName());
        }
        String version = System.getProperty("java.runtime.version", "unknown");
        String vendor = System.getProperty("java.vendor", "unknown");
        out.gauge("jvm_runtime_info", "The JVM; always 1.").add(1, "version", version, "vendor", vendor);
    }
}
