/**
 * Every socket: Jetty brings requests in and carries answers out. Translates and bounds, decides
 * nothing; the only package that names Jetty.
 */
@NullMarked
package org.smoothlab.server.web;

import org.jspecify.annotations.NullMarked;
