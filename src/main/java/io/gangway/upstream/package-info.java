/**
 * Whom to ask: groups of peers, which of them is next, which of them are well, and connections to them that are kept for the
 * next request. Names are resolved here, at the start or while a request runs. This room sends and reads no byte.
 */
package io.gangway.upstream;
