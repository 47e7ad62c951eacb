package io.gangway.tls;

import java.util.List;

/** The certificates of a server, normally one for each key type (RSA, EC); the first that fits the client is used. */
record Identity(List<Credential> credentials) {
    public Identity {
        credentials = List.copyOf(credentials);
    }
}
