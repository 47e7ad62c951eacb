/** Copies requests to other locations in the background: {@code mirror}. */
package io.gangway.mirror;
