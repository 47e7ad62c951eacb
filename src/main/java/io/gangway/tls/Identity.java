package io.gangway.tls;

import java.util.List;

/**
 * Who a server is: its certificates, one for each kind of key (RSA, EC) at most in practice; the first that fits the client is
 * taken.
 */
record Identity(List<Credential> credentials) {
    public Identity {
        credentials = List.copyOf(credentials);
    }
}
