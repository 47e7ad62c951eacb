/**
 * WebSocket bridges: two legs with different compression, or with messages that a hook handles. Messages are read and
 * written anew.
 */
package io.gangway.websocket.bridge;
