package io.gangway.foreign;

import io.gangway.testing.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A proxy of another make on both sides of Gangway: in front it accepts HTTP/1.1 and speaks HTTP/2, behind it accepts
 * HTTP/2 and speaks HTTP/1.1. WebSockets over HTTP/2 are as in RFC 8441.
 */
final class Hop implements AutoCloseable {
    /** The implementations. */
    enum Make {
        HAPROXY,
        NGHTTPX;

        /** The file of its program; skips the test, with a message, if it is missing. */
        String assume() {
            return ForeignProgram.assume(name().toLowerCase(Locale.ROOT));
        }
    }

    private final Make make;
    private final int front = FreePorts.next();
    private final int behind = FreePorts.next();
    private final List<ForeignProgram> programs = new ArrayList<>();

    /** Chooses its ports. */
    Hop(Make make) {
        this.make = make;
    }

    /** The port in front of Gangway. */
    int front() {
        return front;
    }

    /** The port behind Gangway, in front of the server. */
    int behind() {
        return behind;
    }

    boolean started() {
        return !programs.isEmpty();
    }

    /** Starts it in front of these ports of Gangway and of the server; the directory is for its files. */
    void start(Path directory, int gangway, int server) throws IOException {
        String program = make.assume();
        if (make == Make.HAPROXY) {
            startHaproxy(program, directory, gangway, server);
        } else {
            startNghttpx(program, directory, front, gangway + ";;proto=h2");
            startNghttpx(program, directory, behind, String.valueOf(server));
        }
    }

    private void startHaproxy(String program, Path directory, int gangway, int server) throws IOException {
        Path configuration =
                Files.writeString(directory.resolve("haproxy.cfg"), """
                global
                    nbthread 1
                defaults
                    mode http
                    timeout connect 10s
                    timeout client 60s
                    timeout server 60s
                    timeout tunnel 1h
                listen front
                    bind 127.0.0.1:%d
                    server gangway 127.0.0.1:%d proto h2 ws h2
                listen behind
                    bind 127.0.0.1:%d proto h2
                    server application 127.0.0.1:%d ws h1
                """.formatted(front, gangway, behind, server));
        programs.add(new ForeignProgram(
                directory.resolve("haproxy.log"),
                List.of(program, "-db", "-f", configuration.toString()),
                front,
                behind));
    }

    private void startNghttpx(String program, Path directory, int port, String backend) throws IOException {
        programs.add(new ForeignProgram(
                directory.resolve("nghttpx-" + port + ".log"),
                List.of(
                        program,
                        "--conf=/dev/null",
                        "--single-process",
                        "--workers=1",
                        "--frontend=127.0.0.1," + port + ";no-tls",
                        "--backend=127.0.0.1," + backend),
                port));
    }

    @Override
    public void close() {
        programs.forEach(ForeignProgram::close);
    }
}
