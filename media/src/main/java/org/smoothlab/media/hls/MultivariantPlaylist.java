package org.smoothlab.media.hls;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.smoothlab.media.bytes.Slice;

/**
 * The playlist that a viewer begins with: which variants there are, and which renditions go with
 * them.
 *
 * @param version the smallest protocol version that knows all of it
 * @param renditions of groups that variants name
 * @param variants at least one, in the order in which players should know them: they begin with the
 *     first
 * @param keyFrames for looking about, of some or all variants
 * @see "RFC 8216, 4.3.4"
 */
public record MultivariantPlaylist(
    int version, List<Rendition> renditions, List<Variant> variants, List<KeyFrames> keyFrames) {
  public MultivariantPlaylist {
    renditions = List.copyOf(renditions);
    variants = List.copyOf(variants);
    keyFrames = List.copyOf(keyFrames);
    if (variants.isEmpty()) {
      throw new IllegalArgumentException("a playlist without variants");
    }
  }

  /** What renditions are; those of one kind are a group. */
  public enum Group {
    AUDIO,
    SUBTITLES;

    private String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One of several tracks that go with the variants of a group.
   *
   * @param group which one
   * @param name unique in its group; for people
   * @param language a tag of RFC 5646; empty if it is not known
   * @param preferred whether it is played unless the viewer chooses
   * @param uri of its media playlist
   */
  public record Rendition(
      Group group, String name, String language, boolean preferred, String uri) {}

  /**
   * One quality of the presentation.
   *
   * @param rate what it needs
   * @param coding what players must be able to decode
   * @param groups of renditions that go with it; not of sound when it has that inside
   * @param uri of its media playlist
   */
  public record Variant(Rate rate, Coding coding, List<Group> groups, String uri) {
    public Variant {
      groups = List.copyOf(groups);
    }
  }

  /**
   * The key frames of a variant alone.
   *
   * @param peakBps of them, each lasting to the next
   * @param uri of a media playlist of key frames only
   */
  public record KeyFrames(long peakBps, Coding coding, String uri) {}

  /**
   * @param peakBps of its segments, sound included
   * @param averageBps of all of it
   */
  public record Rate(long peakBps, long averageBps) {}

  /**
   * @param codecs of everything in it, as RFC 6381 names them; empty to leave them out
   * @param resolution empty without pictures
   */
  public record Coding(List<String> codecs, Optional<Resolution> resolution) {
    public Coding {
      codecs = List.copyOf(codecs);
    }
  }

  /** Of pictures, in pixels. */
  public record Resolution(int width, int height) {}

  /**
   * As UTF-8 text.
   *
   * @throws IllegalArgumentException if a name or a URI has a double quote or a line end
   */
  public Slice write() {
    StringBuilder out = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:" + version + "\n");
    // Every segment begins with a key frame: fragments do.
    out.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
    for (Rendition rendition : renditions) {
      out.append(
              new AttributeList("#EXT-X-MEDIA")
                  .plain("TYPE", rendition.group.name())
                  .quoted("GROUP-ID", rendition.group.id())
                  .quoted("NAME", rendition.name)
                  .quotedIfAny("LANGUAGE", rendition.language)
                  .flag("DEFAULT", rendition.preferred)
                  .flag("AUTOSELECT", true)
                  .quoted("URI", rendition.uri))
          .append('\n');
    }
    for (Variant variant : variants) {
      AttributeList attributes =
          new AttributeList("#EXT-X-STREAM-INF")
              .number("BANDWIDTH", variant.rate.peakBps)
              .number("AVERAGE-BANDWIDTH", variant.rate.averageBps);
      append(variant.coding, attributes);
      variant.groups.forEach(group -> attributes.quoted(group.name(), group.id()));
      out.append(attributes)
          .append('\n')
          .append(AttributeList.requireLine(variant.uri))
          .append('\n');
    }
    for (KeyFrames each : keyFrames) {
      AttributeList attributes =
          new AttributeList("#EXT-X-I-FRAME-STREAM-INF").number("BANDWIDTH", each.peakBps);
      out.append(append(each.coding, attributes).quoted("URI", each.uri)).append('\n');
    }
    return Slice.ofUtf8(out.toString());
  }

  private static AttributeList append(Coding coding, AttributeList attributes) {
    attributes.quotedIfAny("CODECS", String.join(",", coding.codecs));
    coding.resolution.ifPresent(
        size -> attributes.plain("RESOLUTION", size.width + "x" + size.height));
    return attributes;
  }
}
