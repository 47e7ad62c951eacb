/**
 * Unit tests for an {@code nginx.conf}: {@link io.gangway.junit.GangwayTest} serves it on free ports, with backends
 * that the test scripts.
 */
package io.gangway.junit;
