/**
 * {@code rewrite}, {@code set}, {@code if}, {@code break}, {@code return}. The directives of a level are compiled to
 * one {@link io.gangway.rewrite.RewriteProgram}, which runs them in the order of the configuration, including those
 * inside {@code if}.
 */
package io.gangway.rewrite;
