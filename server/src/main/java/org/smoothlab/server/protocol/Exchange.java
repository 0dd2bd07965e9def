package org.smoothlab.server.protocol;

/** What to do with a request: answer, read its body, or hold it. */
public sealed interface Exchange permits Reply, Upload, Body, Wait {}
