/**
 * {@code rewrite}, {@code set}, {@code if}, {@code break}, {@code return}. The directives of a level are compiled to one
 * {@link io.gangway.rewrite.RewriteProgram} that runs them in the order of the file, those inside {@code if} included.
 */
package io.gangway.rewrite;
