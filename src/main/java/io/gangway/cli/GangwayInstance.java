package io.gangway.cli;

import io.gangway.Gangway;
import io.gangway.GangwayBuilder;
import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.conf.SourceFile;
import io.gangway.errorlog.LogLevel;
import io.gangway.metrics.GenerationStats;
import io.gangway.net.PortUnavailableException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The embedding API, as the command line uses it. */
class GangwayInstance implements Instance {
    /** Set before the instance is used. */
    Gangway gangway;

    private final AdminOption admin;

    /** @param admin null without the console */
    GangwayInstance(AdminOption admin) {
        this.admin = admin;
    }

    static Instance read(Paths paths) {
        GangwayInstance instance = new GangwayInstance(paths.admin());
        instance.gangway = builder(paths).read();
        return instance;
    }

    static GangwayBuilder builder(Paths paths) {
        String globals = paths.globals() == null ? "" : paths.globals();
        GangwayBuilder builder =
                Gangway.builder().environment(new Environment(paths.prefix(), paths.file(), paths.errorLog(), globals));
        if (paths.lenient()) {
            builder.lenient();
        }
        if (paths.test()) {
            builder.checkOnly();
        }
        if (Replacement.fromProperties() != null) {
            builder.besideAnother();
        }
        AdminOption admin = paths.admin();
        return admin == null ? builder : builder.admin(admin.address(), admin.token(), admin.remote());
    }

    @Override
    public Path pidFile() {
        return gangway.pidFile();
    }

    @Override
    public boolean daemon() {
        return gangway.daemon();
    }

    @Override
    public String dump() {
        return gangway.dump();
    }

    @Override
    public List<SourceFile> files() {
        return gangway.sources();
    }

    @Override
    public List<GenerationStats> generations() {
        return gangway.generations();
    }

    @Override
    public List<String> warnings() {
        return gangway.warnings();
    }

    @Override
    public List<String> noEffect() {
        return gangway.noEffect();
    }

    @Override
    public List<String> urls() {
        return gangway.urls();
    }

    @Override
    public String console() {
        return admin == null ? null : admin.link(gangway.adminUrl());
    }

    @Override
    public List<Path> logFiles() {
        return gangway.logFiles();
    }

    @Override
    public void start() {
        try {
            gangway.start();
        } catch (PortUnavailableException e) {
            throw failed(e.getMessage(), e.hint());
        }
        gangway.urls().forEach(url -> gangway.log(LogLevel.NOTICE, "serving " + url));
        gangway.log(LogLevel.NOTICE, "start worker processes");
    }

    @Override
    public void sharePorts(boolean on) {
        gangway.sharePorts(on);
    }

    @Override
    public void reload() {
        gangway.log(LogLevel.NOTICE, "signal 1 (SIGHUP) received, reconfiguring");
        try {
            gangway.reload();
        } catch (ConfException e) {
            throw new StartException("emerg", e.getMessage(), e.hint());
        } catch (PortUnavailableException e) {
            throw new StartException("emerg", e.getMessage(), e.hint());
        } catch (RuntimeException e) {
            throw new StartException("emerg", gangway.reloads().failure());
        }
        gangway.warnings().forEach(this::warn);
        gangway.log(LogLevel.NOTICE, "reconfiguring is done");
    }

    /** What is left out is logged at a level that the log has by default. */
    private void warn(String warning) {
        gangway.log(gangway.leftOut().contains(warning) ? LogLevel.ERROR : LogLevel.WARN, warning);
    }

    private StartException failed(String message, String hint) {
        gangway.log(LogLevel.EMERG, message);
        if (hint != null) {
            gangway.log(LogLevel.EMERG, hint);
        }
        return new StartException("emerg", message, hint);
    }

    @Override
    public void log(LogLevel level, String message) {
        gangway.log(level, message);
    }

    @Override
    public void reopen() {
        gangway.log(LogLevel.NOTICE, "signal 10 (SIGUSR1) received, reopening logs");
        gangway.reopen();
    }

    @Override
    public CompletionStage<Void> quit() {
        gangway.log(LogLevel.NOTICE, "signal 3 (SIGQUIT) received, shutting down");
        return gangway.quit();
    }

    @Override
    public void close() {
        gangway.log(LogLevel.NOTICE, "exit");
        gangway.close();
    }
}
