/**
 * Random input: each {@link io.gangway.fuzz.Target} is one place where bytes of strangers come in. {@code FuzzTest} gives it a
 * fixed number of inputs from a fixed seed; {@code bench/fuzz} gives it new ones for as long as one likes.
 */
package io.gangway.fuzz;
