/** Asks for a response in parts, and puts them together: {@code slice}. */
package io.gangway.slice;
