package org.smoothlab.server.archive;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.smoothlab.server.protocol.Recorder;

/** What the archive counts. For many threads. */
final class ArchiveFigures {
  final LongAdder writtenBytes = new LongAdder();
  final LongAdder writtenFragments = new LongAdder();
  final LongAdder syncs = new LongAdder();
  final LongAdder syncNanos = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder repairs = new LongAdder();
  final LongAdder removedRuns = new LongAdder();
  final AtomicLong queuedBytes = new AtomicLong();
  final AtomicLong diskBytes = new AtomicLong();

  List<Recorder.Figure> all() {
    return List.of(
        total("smoothlab.archive.bytes", "Bytes of fragments written to disk", writtenBytes),
        total("smoothlab.archive.fragments", "Fragments written to disk", writtenFragments),
        total("smoothlab.archive.syncs", "Times that a point's files were made safe", syncs),
        new Recorder.Figure(
            "smoothlab.archive.sync.seconds",
            "Time spent on making files safe, in seconds",
            true,
            () -> syncNanos.sum() / 1e9),
        total("smoothlab.archive.failures", "Recordings that a disk broke off", failures),
        total("smoothlab.archive.repairs", "Logs whose end was repaired", repairs),
        total("smoothlab.archive.runs.removed", "Runs removed to bound disk use", removedRuns),
        new Recorder.Figure(
            "smoothlab.archive.queue.bytes",
            "Bytes of fragments that wait to be written",
            false,
            queuedBytes::doubleValue),
        new Recorder.Figure(
            "smoothlab.archive.disk.bytes",
            "Bytes on disk of the runs of points that are being recorded",
            false,
            diskBytes::doubleValue));
  }

  private static Recorder.Figure total(String name, String description, LongAdder count) {
    return new Recorder.Figure(name, description, true, count::doubleValue);
  }
}
