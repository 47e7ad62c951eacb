package io.gangway.control;

/** What responds to the requests of a {@link ControlSocket}. Thread-safe. */
interface Responder {
    /** Carries out a request. */
    ControlResponse respond(ControlRequest request) throws InterruptedException;
}
