package org.smoothlab.simulator.viewer;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.smoothlab.media.bytes.MalformedMediaException;
import org.smoothlab.media.bytes.MediaException;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.media.smooth.ManifestReader;
import org.smoothlab.media.smooth.SmoothManifest;
import org.smoothlab.simulator.trace.Irregularity;
import org.smoothlab.simulator.trace.ViewerEvent;

/** Asks for the manifest when it is wanted, and not too often. */
final class ManifestLoop {
  private static final long RETRY_NANOS = 1_000_000_000L;

  private final Servers servers;
  private final Outbox out;
  private Optional<Pending> pending = Optional.empty();
  private long notBeforeNanos;

  private static final class Pending {
    final int requestId;
    final long sentNanos;
    final ByteArrayOutputStream body = new ByteArrayOutputStream();
    int status;

    Pending(int requestId, long sentNanos) {
      this.requestId = requestId;
      this.sentNanos = sentNanos;
    }
  }

  ManifestLoop(Servers servers, Outbox out) {
    this.servers = servers;
    this.out = out;
  }

  boolean owns(int requestId) {
    return pending.filter(asked -> asked.requestId == requestId).isPresent();
  }

  /** Asks now or, when it was asked just before, later. */
  void want(long nowNanos) {
    if (pending.isEmpty() && nowNanos >= notBeforeNanos) {
      pending = Optional.of(new Pending(out.fetch(servers.manifest()), nowNanos));
    }
  }

  /** Not again before this. */
  void restUntil(long nanos) {
    notBeforeNanos = nanos;
  }

  /** When {@link #want} will ask. */
  Optional<Long> askAtNanos() {
    return pending.isEmpty() ? Optional.of(notBeforeNanos) : Optional.empty();
  }

  /** Since when an answer is awaited. */
  Optional<Long> sentNanos() {
    return pending.map(asked -> asked.sentNanos);
  }

  void head(int status) {
    pending.orElseThrow().status = status;
  }

  /** Beyond {@link ManifestReader#DOCUMENT_BYTES_MAX} the rest is dropped; reading then fails. */
  void arrived(Slice bytes) {
    ByteArrayOutputStream body = pending.orElseThrow().body;
    if (body.size() <= ManifestReader.DOCUMENT_BYTES_MAX) {
      body.writeBytes(bytes.toByteArray());
    }
  }

  /** The manifest, if that is what came; otherwise it will be asked for again. */
  Optional<SmoothManifest> completed(long nowNanos) {
    Pending asked = pending.orElseThrow();
    pending = Optional.empty();
    if (asked.status != 200) {
      if (asked.status != 404 && asked.status != 503) {
        out.irregular(Irregularity.UNEXPECTED_STATUS, "manifest: " + asked.status);
      }
      backOff("manifest", asked.status, nowNanos);
      return Optional.empty();
    }
    try {
      SmoothManifest manifest = read(asked);
      out.note(new ViewerEvent.ManifestArrived(asked.body.size(), nowNanos - asked.sentNanos));
      return Optional.of(manifest);
    } catch (MediaException notAManifest) {
      out.irregular(Irregularity.NOT_A_MANIFEST, String.valueOf(notAManifest.getMessage()));
      backOff("manifest", asked.status, nowNanos);
      return Optional.empty();
    }
  }

  void failed(String why, long nowNanos) {
    pending = Optional.empty();
    backOff("manifest: " + why, 0, nowNanos);
  }

  void cancel() {
    pending.ifPresent(asked -> out.cancel(asked.requestId));
    pending = Optional.empty();
  }

  void backOff(String what, int status, long nowNanos) {
    notBeforeNanos = nowNanos + RETRY_NANOS;
    out.note(new ViewerEvent.BackedOff(what, status, RETRY_NANOS));
  }

  private static SmoothManifest read(Pending asked) throws MediaException {
    if (asked.body.size() > ManifestReader.DOCUMENT_BYTES_MAX) {
      throw new MalformedMediaException(
          "manifest of more than " + ManifestReader.DOCUMENT_BYTES_MAX + " bytes");
    }
    return ManifestReader.read(Slice.copyOf(asked.body.toByteArray()));
  }
}
