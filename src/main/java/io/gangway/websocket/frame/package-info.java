/**
 * WebSocket frames on the wire (RFC 6455, RFC 7692): following, masking, compressing and injecting them.
 */
package io.gangway.websocket.frame;
