package org.smoothlab.server.management;

import java.time.Instant;
import java.util.List;
import org.smoothlab.media.bytes.Slice;
import org.smoothlab.server.origin.PointSettings;
import org.smoothlab.server.origin.PointStatistics;
import org.smoothlab.server.origin.PublishingPoint;

/**
 * Writes the answers of the API.
 *
 * @param form which of the two
 * @param base scheme, host and port by which the client came, without a slash at the end
 */
public record ManagementWriter(Form form, String base) {
  /**
   * A point's settings as they were at one moment.
   *
   * @param path of the point
   * @param settings as stored
   * @param changed when they were stored
   * @param showsSecrets whether the reader may see keys
   */
  public record Stored(
      String path, PointSettings settings, Instant changed, boolean showsSecrets) {}

  /** Where a point's settings are. */
  public String location(String path) {
    return links(path).settings();
  }

  /** The answer to a create. */
  public Slice created(Stored stored) {
    return write(entry(Entry.Kind.CREATED, stored));
  }

  /** The answer to a query of settings. */
  public Slice settings(Stored stored) {
    return write(entry(Entry.Kind.SETTINGS, stored));
  }

  /** The answer to a query of the state. */
  public Slice state(PublishingPoint point, Instant now) {
    return write(
        new Entry(
            Entry.Kind.STATE,
            links(point.path()),
            heading(point, now),
            StateDocument.write(point)));
  }

  /** The answer to a query of statistics. */
  public Slice statistics(PublishingPoint point, PointStatistics statistics, Instant now) {
    return write(
        new Entry(
            Entry.Kind.STATISTICS,
            links(point.path()),
            heading(point, now),
            StatisticsDocument.write(point, statistics)));
  }

  /** All points that the reader may see, links only. */
  public Slice list(List<Stored> points, Instant now) {
    return feed(Entry.Kind.LISTED, points, now);
  }

  /** The same with their settings. */
  public Slice listWithSettings(List<Stored> points, Instant now) {
    return feed(Entry.Kind.LISTED_WITH_SETTINGS, points, now);
  }

  /** Why not. */
  public static Slice problem(Form form, Problem problem) {
    Value.Builder error =
        new Value.Builder()
            .with("ErrorCode", Problem.hex(problem.hresult()))
            .with("ErrorMessage", problem.message())
            .with(
                "InternalError",
                problem.internalHresult().isPresent()
                    ? Problem.hex(problem.internalHresult().getAsInt())
                    : "");
    return Slice.ofUtf8(
        switch (form) {
          case XML -> Atom.problem(error.build());
          case JSON -> Json.problem(error.build());
        });
  }

  private Slice feed(Entry.Kind kind, List<Stored> points, Instant now) {
    List<Entry> entries = points.stream().map(stored -> entry(kind, stored)).toList();
    return Slice.ofUtf8(
        switch (form) {
          case XML -> Atom.feed(now, entries);
          case JSON -> Json.feed(now, entries);
        });
  }

  private Entry entry(Entry.Kind kind, Stored stored) {
    return new Entry(
        kind,
        links(stored.path),
        new Entry.Heading(stored.settings.title(), stored.changed),
        SettingsWriter.write(stored.settings, stored.showsSecrets));
  }

  private Slice write(Entry entry) {
    return Slice.ofUtf8(
        switch (form) {
          case XML -> Atom.entry(entry);
          case JSON -> Json.entry(entry);
        });
  }

  private PointLinks links(String path) {
    return new PointLinks(base, path);
  }

  private static Entry.Heading heading(PublishingPoint point, Instant now) {
    return new Entry.Heading(point.settings().title(), now);
  }
}
