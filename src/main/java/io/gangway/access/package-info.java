/** {@code allow} and {@code deny}: who may come, by address. The first rule that fits decides; who fits none may come. */
package io.gangway.access;
