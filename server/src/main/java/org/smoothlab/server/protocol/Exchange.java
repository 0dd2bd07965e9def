package org.smoothlab.server.protocol;

/** What to do with a request: answer, read its body, hold it, or go on answering. */
public sealed interface Exchange permits Reply, Upload, Body, Wait, Feed {}
