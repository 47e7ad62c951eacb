package io.gangway.log;

import io.gangway.conf.Environment;
import io.gangway.config.DirectiveArguments;
import io.gangway.net.HostName;
import io.gangway.net.HostPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Reads {@code syslog:server=address,facility=user,…}, the first argument of {@code error_log} and {@code access_log}. */
final class SyslogReader {
    static final String PREFIX = "syslog:";

    private static final int PORT = 514;
    private static final int MAX_TAG = 32;

    private final DirectiveArguments r;
    private SocketAddress address;
    private String server;
    private int facility = -1;
    private int severity = -1;
    private String tag;
    private boolean hasHostname = true;

    private SyslogReader(DirectiveArguments r) {
        this.r = r;
    }

    static SyslogServer read(DirectiveArguments r) {
        return new SyslogReader(r).read();
    }

    private SyslogServer read() {
        for (String parameter : r.arg(0).substring(PREFIX.length()).split(",", -1)) {
            parameter(parameter);
        }
        if (address == null) {
            throw r.error("no syslog server specified");
        }
        Syslog syslog = new Syslog(
                facility < 0 ? Syslog.FACILITIES.indexOf("local7") : facility,
                severity < 0 ? Syslog.SEVERITIES.indexOf("info") : severity,
                tag == null ? "nginx" : tag,
                hasHostname ? HostName.get() : null);
        return SyslogServers.of(r.context()).add(address, server, syslog);
    }

    private void parameter(String word) {
        String value = word.substring(word.indexOf('=') + 1);
        if (word.startsWith("server=")) {
            unique("server", address == null);
            address = address(value);
            server = value;
        } else if (word.startsWith("facility=")) {
            unique("facility", facility < 0);
            facility = index("facility", Syslog.FACILITIES, value);
        } else if (word.startsWith("severity=")) {
            unique("severity", severity < 0);
            severity = index("severity", Syslog.SEVERITIES, value);
        } else if (word.startsWith("tag=")) {
            unique("tag", tag == null);
            tag(value);
        } else if (word.equals("nohostname")) {
            hasHostname = false;
        } else {
            throw r.error("unknown syslog parameter \"" + word + "\"");
        }
    }

    private void unique(String parameter, boolean isFirst) {
        if (!isFirst) {
            throw r.error("duplicate syslog \"" + parameter + "\"");
        }
    }

    private int index(String parameter, List<String> known, String value) {
        int index = known.indexOf(value);
        if (index < 0) {
            throw r.error("unknown syslog " + parameter + " \"" + value + "\"");
        }
        return index;
    }

    private void tag(String value) {
        if (value.length() > MAX_TAG) {
            throw r.error("syslog tag length exceeds " + MAX_TAG);
        }
        if (!value.matches("[0-9A-Za-z_]*")) {
            throw r.error("syslog \"tag\" only allows alphanumeric characters and underscore");
        }
        tag = value;
    }

    private SocketAddress address(String text) {
        try {
            HostPort host = HostPort.parse(text, PORT, false);
            if (host.unix()) {
                if (!UnixDatagram.isSupported()) {
                    throw r.error("a unix socket of syslog, \"" + text + "\", needs Java 22 or newer");
                }
                return UnixDomainSocketAddress.of(Environment.path(host.host()));
            }
            return new InetSocketAddress(InetAddress.getByName(host.host()), host.port());
        } catch (HostPort.BadAddressException e) {
            throw r.error(e.getMessage() + " in syslog server \"" + text + "\"");
        } catch (UnknownHostException e) {
            throw r.error("host not found in syslog server \"" + text + "\"");
        }
    }
}
