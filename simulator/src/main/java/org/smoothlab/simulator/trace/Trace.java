package org.smoothlab.simulator.trace;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What happened in a run, in order; only ever longer. One thread's.
 *
 * <p>At {@code entryCountMax} further events are counted and not kept, so that a long run ends with
 * a verdict and not for lack of memory; observers still see each of them.
 */
public final class Trace {
  /** Some gigabytes: enough for an hour of a thousand viewers. */
  public static final int ENTRY_COUNT_MAX = 10_000_000;

  private final List<TraceEntry> entries = new ArrayList<>();
  private final List<Observer> observers = new ArrayList<>();
  private final int entryCountMax;
  private long droppedCount;

  /** Is told each event as it happens. */
  @FunctionalInterface
  public interface Observer {
    void happened(TraceEntry entry);
  }

  /** A trace of at most {@link #ENTRY_COUNT_MAX} entries. */
  public Trace() {
    this(ENTRY_COUNT_MAX);
  }

  /** An empty trace. */
  public Trace(int entryCountMax) {
    this.entryCountMax = entryCountMax;
  }

  /** Tells {@code observer} everything from now on, behind those that are there. */
  public void observe(Observer observer) {
    observers.add(observer);
  }

  /** Adds an event. */
  public void add(long atNanos, String who, RunEvent event) {
    TraceEntry entry = new TraceEntry(atNanos, who, event);
    if (entries.size() < entryCountMax) {
      entries.add(entry);
    } else {
      droppedCount++;
    }
    observers.forEach(observer -> observer.happened(entry));
  }

  /** A view of what was kept. */
  public List<TraceEntry> entries() {
    return Collections.unmodifiableList(entries);
  }

  /** How many events came after the bound. */
  public long droppedCount() {
    return droppedCount;
  }

  /** Writes one JSON object per line. */
  public void writeJsonLines(Writer out) throws IOException {
    for (TraceEntry entry : entries) {
      out.write(TraceJson.line(entry));
      out.write('\n');
    }
    if (droppedCount > 0) {
      out.write("{\"dropped\":" + droppedCount + "}\n");
    }
  }

  /** The JSON lines as text. */
  public String jsonLines() {
    StringWriter out = new StringWriter();
    try {
      writeJsonLines(out);
    } catch (IOException cannotBe) {
      throw new UncheckedIOException(cannotBe);
    }
    return out.toString();
  }
}
