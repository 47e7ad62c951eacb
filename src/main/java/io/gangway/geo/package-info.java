/** {@code geo}: a variable whose value depends on an address. */
package io.gangway.geo;
