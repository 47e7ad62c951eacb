package io.gangway.cli;

import io.gangway.Gangway;
import io.gangway.conf.ConfException;
import io.gangway.core.Environment;
import io.gangway.core.Level;
import io.gangway.server.BindException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The embedding API, as the command line uses it. */
record GangwayInstance(Gangway gangway) implements Instance {

    static Instance read(Place place) {
        return new GangwayInstance(Gangway.read(environment(place)));
    }

    static Environment environment(Place place) {
        String globals = place.globals() == null ? "" : place.globals();
        return new Environment(place.prefix(), place.file(), place.errorLog(), globals);
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
    public List<Path> logFiles() {
        return gangway.logFiles();
    }

    @Override
    public void start() {
        try {
            gangway.start();
        } catch (BindException e) {
            throw failed(e.getMessage(), e.hint());
        }
        gangway.urls().forEach(url -> gangway.log(Level.NOTICE, "serving " + url));
        gangway.log(Level.NOTICE, "start worker processes");
    }

    @Override
    public void reload() {
        gangway.log(Level.NOTICE, "signal 1 (SIGHUP) received, reconfiguring");
        try {
            gangway.reload();
        } catch (ConfException e) {
            throw new StartException("emerg", e.getMessage(), e.hint());
        } catch (BindException e) {
            throw new StartException("emerg", e.getMessage(), e.hint());
        } catch (RuntimeException e) {
            throw new StartException("emerg", gangway.reloads().failure());
        }
        gangway.warnings().forEach(warning -> gangway.log(Level.WARN, warning));
        gangway.log(Level.NOTICE, "reconfiguring is done");
    }

    private StartException failed(String message, String hint) {
        gangway.log(Level.EMERG, message);
        if (hint != null) {
            gangway.log(Level.EMERG, hint);
        }
        return new StartException("emerg", message, hint);
    }

    @Override
    public void reopen() {
        gangway.log(Level.NOTICE, "signal 10 (SIGUSR1) received, reopening logs");
        gangway.reopen();
    }

    @Override
    public CompletionStage<Void> quit() {
        gangway.log(Level.NOTICE, "signal 3 (SIGQUIT) received, shutting down");
        return gangway.quit();
    }

    @Override
    public void close() {
        gangway.log(Level.NOTICE, "exit");
        gangway.close();
    }
}
