package io.gangway.log;

import io.gangway.config.LoadContext;
import io.gangway.errorlog.ErrorLog;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The syslog servers of one generation: one socket for each directive, as in nginx. */
final class SyslogServers implements AutoCloseable {
    private final List<SyslogServer> all = new ArrayList<>();
    private final LogSecond time = LogSecond.ofSyslog(ZoneId.systemDefault());

    private SyslogServers() {}

    static SyslogServers of(LoadContext context) {
        return context.shared(SyslogServers.class, () -> context.closeWithGeneration(new SyslogServers()));
    }

    SyslogServer add(SocketAddress address, String name, Syslog syslog) {
        SyslogServer server = new SyslogServer(address, name, syslog, time);
        all.add(server);
        return server;
    }

    /** Sets the log for failures, once it is known. */
    void errorLog(ErrorLog log) {
        all.forEach(server -> server.errorLog(log));
    }

    @Override
    public void close() throws IOException {
        for (SyslogServer server : all) {
            server.close();
        }
    }
}
