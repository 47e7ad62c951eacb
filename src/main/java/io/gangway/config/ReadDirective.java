package io.gangway.config;

import io.gangway.conf.ConfException;
import io.gangway.conf.Node;

/**
 * A directive of a file, read by its declaration.
 *
 * @param node as written
 * @param declaration null for a directive that does not exist in this context
 * @param error why it could not be read; null when it could
 */
public record ReadDirective(Node node, Directive<?> declaration, ConfException error) {}
