/** Sets a variable by the address of the client: {@code geo}. */
package io.gangway.geo;
