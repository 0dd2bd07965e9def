package org.smoothlab.simulator.net;

import java.util.ArrayList;
import java.util.List;
import org.smoothlab.media.bytes.Slice;

/** Listens to an answer and keeps it for others once it is whole. */
final class KeptAnswer {
  private final RequestFaults.Active keeper;
  private final String path;
  private final List<Slice> parts = new ArrayList<>();
  private int status;
  private List<Header> headers = List.of();
  private long sizeBytes;

  KeptAnswer(RequestFaults.Active keeper, String path) {
    this.keeper = keeper;
    this.path = path;
  }

  void head(int begun, List<Header> fields) {
    status = begun;
    headers = fields;
  }

  /** Slices are copied: memory of others is not held for as long as a fault lasts. */
  void body(Slice part) {
    sizeBytes += part.size();
    if (sizeBytes > RequestFaults.KEPT_BYTES_MAX) {
      parts.clear();
    } else {
      parts.add(part.copy());
    }
  }

  void end() {
    if (sizeBytes <= RequestFaults.KEPT_BYTES_MAX) {
      keeper.keep(path, new RequestFaults.Kept(status, headers, Slice.concat(parts)));
    }
  }
}
