/**
 * Fuzzing: each {@link io.gangway.fuzz.Target} is a source of untrusted bytes. {@code FuzzTest} runs a fixed number of
 * inputs from a fixed seed; {@code bench/fuzz} runs new ones for a given time.
 */
package io.gangway.fuzz;
