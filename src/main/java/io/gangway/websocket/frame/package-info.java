/** WebSocket frames on the wire (RFC 6455, RFC 7692): tracks, masks, compresses and injects them. */
package io.gangway.websocket.frame;
