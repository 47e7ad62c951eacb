package io.gangway.cli;

import io.gangway.conf.SourceFile;
import io.gangway.errorlog.LogLevel;
import io.gangway.metrics.GenerationStats;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** An instance without ports, which records what it is told. */
final class RecordedInstance implements Instance {
    final List<String> calls = new CopyOnWriteArrayList<>();
    final List<String> log = new CopyOnWriteArrayList<>();
    final CompletableFuture<Void> drained = new CompletableFuture<>();
    boolean daemon;
    /** The link of the console; null without one. */
    String link;

    private final Path pidFile;

    RecordedInstance(Path pidFile) {
        this.pidFile = pidFile;
    }

    @Override
    public Path pidFile() {
        return pidFile;
    }

    @Override
    public boolean daemon() {
        return daemon;
    }

    @Override
    public String dump() {
        return "# configuration file /x.conf:\n";
    }

    @Override
    public List<SourceFile> files() {
        return List.of();
    }

    @Override
    public List<GenerationStats> generations() {
        return List.of();
    }

    @Override
    public List<String> warnings() {
        return List.of();
    }

    @Override
    public List<String> noEffect() {
        return List.of();
    }

    @Override
    public List<String> urls() {
        return List.of("http://localhost:8080/");
    }

    @Override
    public String console() {
        return link;
    }

    @Override
    public List<Path> logFiles() {
        return List.of(Path.of("/logs/error.log"), Path.of("/logs/access.log"));
    }

    @Override
    public void start() {
        calls.add("start");
    }

    @Override
    public void sharePorts(boolean on) {
        calls.add(on ? "share" : "keep");
    }

    @Override
    public void reload() {
        calls.add("reload");
    }

    @Override
    public void log(LogLevel level, String message) {
        log.add("[" + level.name().toLowerCase(Locale.ROOT) + "] " + message);
    }

    @Override
    public void reopen() {
        calls.add("reopen");
    }

    @Override
    public CompletionStage<Void> quit() {
        calls.add("quit");
        return drained;
    }

    @Override
    public void close() {
        calls.add("close");
    }
}
