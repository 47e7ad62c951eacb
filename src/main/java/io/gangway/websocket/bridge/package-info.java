/**
 * A WebSocket bridge: two legs that are compressed differently, or whose messages are hooked. Messages are read whole and written
 * anew.
 */
package io.gangway.websocket.bridge;
