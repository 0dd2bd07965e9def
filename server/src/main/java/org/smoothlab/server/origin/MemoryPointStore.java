package org.smoothlab.server.origin;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Settings that end with the process: for origins without a folder, and for virtual worlds. */
public final class MemoryPointStore implements PointStore {
  private final Map<String, Instant> changed = new ConcurrentHashMap<>();

  @Override
  public void save(String path, PointSettings settings, Instant now) {
    changed.put(path, now);
  }

  @Override
  public void delete(String path) {
    changed.remove(path);
  }

  @Override
  public Optional<Instant> changed(String path) {
    return Optional.ofNullable(changed.get(path));
  }
}
