/**
 * The WAR: a further door to the same handlers. A servlet container reads requests and writes answers; exchanges, upstream legs
 * and tunnels live on the loops of an engine without ports.
 */
package io.gangway.servlet;
