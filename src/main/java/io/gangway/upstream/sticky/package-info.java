/**
 * {@code sticky}: the requests of a session go to the same server of an {@code upstream}, which a cookie names
 * ({@link io.gangway.upstream.sticky.StickyCookie}), a variable ({@link io.gangway.upstream.sticky.StickyRoute}), or what
 * was learned from earlier responses ({@link io.gangway.upstream.sticky.StickyLearn}).
 */
package io.gangway.upstream.sticky;
