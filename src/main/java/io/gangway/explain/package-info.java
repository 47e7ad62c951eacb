/**
 * What would happen to a request, as data: its steps with file and line, and its result. An exchange that is explained
 * carries an {@link io.gangway.explain.ExplanationRecorder}; the code that decides also records. Nothing here decides.
 */
package io.gangway.explain;
