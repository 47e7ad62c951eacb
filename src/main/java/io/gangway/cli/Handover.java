package io.gangway.cli;

import io.gangway.conf.SystemError;
import io.gangway.control.ControlAddress;
import io.gangway.control.ControlSocket;
import io.gangway.control.Controlled;
import io.gangway.errorlog.LogLevel;
import java.io.IOException;

/**
 * The addresses of a process that a new one takes over when it {@linkplain Replacement replaces} it. As long as the new
 * one runs, it may bind the ports, too, and the address of the Control API is free for it; if it ends, this process has
 * both for itself again. Thread-safe.
 */
final class Handover implements AutoCloseable {
    private final Instance instance;
    /** Null for none. */
    private final ControlAddress address;

    private final Controlled controlled;
    /** The Control API; null while it is closed. */
    private ControlSocket control;
    /** The process that takes over; null for none. */
    private ProcessHandle successor;

    private boolean quitting;

    /**
     * @param instance which has the ports
     * @param address of the Control API; null for none
     * @param controlled what the Control API shows and does
     */
    Handover(Instance instance, ControlAddress address, Controlled controlled) {
        this.instance = instance;
        this.address = address;
        this.controlled = controlled;
    }

    /**
     * Opens the Control API, if there is to be one.
     *
     * @throws StartException when its address cannot be bound
     */
    synchronized void open() {
        if (address == null) {
            return;
        }
        try {
            control = ControlSocket.open(address, controlled, message -> instance.log(LogLevel.ALERT, message));
        } catch (IOException e) {
            throw new StartException("emerg", e.getMessage());
        }
    }

    /**
     * Lets a process have the addresses until it ends.
     *
     * @param pid its JVM
     */
    synchronized void to(long pid) {
        successor = ProcessHandle.of(pid).orElse(null);
        if (successor != null) {
            instance.sharePorts(true);
            close();
            successor.onExit().thenAccept(this::ended);
        }
    }

    private synchronized void ended(ProcessHandle process) {
        if (quitting || !process.equals(successor)) {
            return;
        }
        instance.sharePorts(false);
        try {
            open();
        } catch (StartException e) {
            instance.log(LogLevel.ALERT, e.getMessage());
        }
    }

    /** This process is going to end: the addresses stay with the new one, whatever becomes of it. */
    synchronized void quit() {
        quitting = true;
    }

    /** Closes the Control API. */
    @Override
    public synchronized void close() {
        if (control == null) {
            return;
        }
        try {
            control.close();
        } catch (IOException e) {
            instance.log(
                    LogLevel.ALERT, "control: close() of " + address.text() + " failed (" + SystemError.of(e) + ")");
        }
        control = null;
    }
}
