/**
 * {@code proxy_pass}: sends the request to a backend and the response back, with back-pressure and without copying. A
 * whole exchange runs on the event loop of its client.
 */
package io.gangway.proxy;
