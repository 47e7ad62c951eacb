/**
 * {@code rewrite}, {@code set}, {@code if}, {@code break}, {@code return}. The directives of a level are compiled to
 * one {@link io.gangway.rewrite.RewriteProgram}, which runs them in the order of the file, including those within {@code if}.
 */
package io.gangway.rewrite;
