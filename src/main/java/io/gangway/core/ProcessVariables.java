package io.gangway.core;

import io.gangway.conf.BuildInfo;
import io.gangway.errorlog.MilliText;
import io.gangway.exchange.Variables;
import io.gangway.loop.LogTime;
import io.gangway.net.HostName;

/** Variables of the process and the clock. */
final class ProcessVariables {
    private ProcessVariables() {}

    static void define(Variables variables) {
        String pid = Long.toString(ProcessHandle.current().pid());
        variables.define("pid", x -> pid);
        String hostname = HostName.get();
        variables.define("hostname", x -> hostname);
        variables.define("nginx_version", x -> BuildInfo.NGINX_VERSION);
        variables.define("msec", x -> MilliText.text(x.loop().currentTimeMillis()));
        variables.define("time_local", x -> LogTime.of(x.loop()).local());
        variables.define("time_iso8601", x -> LogTime.of(x.loop()).iso8601());
    }
}
