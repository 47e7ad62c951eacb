package io.gangway.log;

import io.gangway.config.CoreHttp;
import io.gangway.config.Directive;
import io.gangway.config.ErrorLogs;
import io.gangway.config.LoadContext;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.config.Scope;
import io.gangway.core.DefaultDirectory;
import io.gangway.errorlog.Reopenable;
import io.gangway.exchange.Phase;
import java.util.List;

/** The module for the error log and the access log. */
public final class LogModule implements Module {
    @Override
    public List<Directive<?>> directives() {
        return LogDirectives.ALL;
    }

    @Override
    public void link(LoadContext context) {
        ConfiguredErrorLogs errorLogs = new ConfiguredErrorLogs(context);
        LogFiles files = LogFiles.of(context);
        if (needsDefault(context.http()) && DefaultDirectory.of(context).isUsable()) {
            defaultFile(context);
        }
        if (context.opensLogs()) {
            files.open();
        } else {
            files.check();
        }
        SyslogServers.of(context).errorLog(errorLogs.of(context.main()));
        context.service(ErrorLogs.class, errorLogs);
        context.service(Reopenable.class, new Reopening(files, errorLogs.of(context.main())));
    }

    /** As in nginx, also when each location of the server configures another log. */
    private static boolean needsDefault(Scope http) {
        return http != null
                && http.inner(CoreHttp.SERVER_BLOCK).stream()
                        .anyMatch(server -> server.get(LogDirectives.ACCESS_LOG).isEmpty());
    }

    private static LogFile defaultFile(LoadContext context) {
        return LogFiles.of(context).file(DefaultDirectory.of(context).file("access.log"));
    }

    @Override
    public void compose(LocationBuilder location) {
        List<AccessLog> configured = location.get(LogDirectives.ACCESS_LOG);
        if (configured.stream().anyMatch(log -> log == AccessLog.OFF)) {
            return;
        }
        if (!configured.isEmpty()) {
            OpenLogFiles files = location.get(LogDirectives.OPEN_LOG_FILE_CACHE);
            location.phase(
                    Phase.LOG,
                    new AccessLogPhase(
                            configured.stream().map(log -> log.on(files)).toList()));
        } else if (DefaultDirectory.of(location.context()).isUsable()) {
            location.phase(Phase.LOG, new AccessLogPhase(List.of(byDefault(location.context()))));
        }
    }

    private static AccessLog byDefault(LoadContext context) {
        LogFormat combined = LogFormats.of(context).combined();
        return new AccessLog(combined, new FileDestination(defaultFile(context)), null);
    }
}
