/**
 * Tunnels: what happens to both legs of an exchange once a backend has answered 101. Bytes go on between the legs until both
 * have ended. Nothing here knows who dialled the backend. Applications that see messages find {@link
 * io.gangway.websocket.MessageHook} here.
 */
package io.gangway.websocket;
