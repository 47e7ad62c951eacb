package io.gangway.log;

import io.gangway.core.CoreHttp;
import io.gangway.core.DefaultFolder;
import io.gangway.core.Directive;
import io.gangway.core.Drawing;
import io.gangway.core.ErrorLogs;
import io.gangway.core.Module;
import io.gangway.core.Place;
import io.gangway.core.Reopenable;
import io.gangway.core.Scope;
import io.gangway.core.Slot;
import java.util.List;

/** Error log and access log. */
public final class LogModule implements Module {
    @Override
    public List<Directive<?>> directives() {
        return LogDirectives.ALL;
    }

    @Override
    public void link(Drawing drawing) {
        ConfiguredErrorLogs errorLogs = new ConfiguredErrorLogs(drawing);
        LogFiles files = LogFiles.of(drawing);
        if (needsDefault(drawing.http()) && DefaultFolder.of(drawing).isUsable()) {
            defaultFile(drawing);
        }
        files.open();
        drawing.service(ErrorLogs.class, errorLogs);
        drawing.service(Reopenable.class, new Reopening(files, errorLogs.of(drawing.main())));
    }

    /** As in nginx also when each location of the server says another one. */
    private static boolean needsDefault(Scope http) {
        return http != null
                && http.inner(CoreHttp.SERVER_BLOCK).stream()
                        .anyMatch(server -> server.get(LogDirectives.ACCESS_LOG).isEmpty());
    }

    private static LogFile defaultFile(Drawing drawing) {
        return LogFiles.of(drawing).file(DefaultFolder.of(drawing).file("access.log"));
    }

    @Override
    public void compose(Place place) {
        List<AccessLog> said = place.get(LogDirectives.ACCESS_LOG);
        if (said.contains(AccessLog.OFF)) {
            return;
        }
        if (!said.isEmpty()) {
            OpenLogFiles files = place.get(LogDirectives.OPEN_LOG_FILE_CACHE);
            place.phase(
                    Slot.LOG,
                    new AccessLogPhase(said.stream().map(log -> log.on(files)).toList()));
        } else if (DefaultFolder.of(place.drawing()).isUsable()) {
            place.phase(Slot.LOG, new AccessLogPhase(List.of(byDefault(place.drawing()))));
        }
    }

    private static AccessLog byDefault(Drawing drawing) {
        LogFormat combined = LogFormats.of(drawing).combined();
        return new AccessLog(combined, new FileDestination(defaultFile(drawing)), null);
    }
}
